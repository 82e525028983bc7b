package io.roundtrip.experiment;

import java.util.List;
import java.util.Locale;

/**
 * What an experiment found. Immutable.
 *
 * @param hypothesis what was expected before
 * @param method how it was measured, a paragraph each
 * @param tables the numbers
 * @param plots the numbers, drawn
 * @param conclusions what the numbers say, a sentence or two each
 */
public record Findings(
    String hypothesis,
    List<String> method,
    List<Table> tables,
    List<Picture> plots,
    List<String> conclusions) {

  /** A sentence or cell with numbers in it, written as everywhere. */
  static String text(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }

  /**
   * Numbers in rows.
   *
   * @param title what they are
   * @param columns the head of each column, its unit in it
   * @param rows as many cells as there are columns
   */
  public record Table(String title, List<String> columns, List<List<String>> rows) {}

  /** What is drawn into a PNG file. */
  public sealed interface Picture {
    /** The PNG file's name. */
    String file();

    /** What it shows. */
    String title();
  }

  /**
   * Lines through points.
   *
   * @param file the PNG file's name
   * @param title what it shows
   * @param x the horizontal axis, its unit in it
   * @param y the vertical axis, its unit in it
   * @param series the lines
   */
  public record Plot(String file, String title, Axis x, Axis y, List<Series> series)
      implements Picture {}

  /**
   * A field of numbers, told by colour and written into it.
   *
   * @param file the PNG file's name
   * @param title what the numbers are, their unit in it
   * @param x what is drawn to the right
   * @param y what is drawn upward
   * @param columns the places along x
   * @param rows the places along y
   * @param values a number for each place, rows of columns
   */
  public record HeatMap(
      String file,
      String title,
      String x,
      String y,
      List<String> columns,
      List<String> rows,
      List<List<Double>> values)
      implements Picture {}

  /**
   * What ran when, where.
   *
   * @param file the PNG file's name
   * @param title what it shows
   * @param lanes from the top
   */
  public record Timeline(String file, String title, List<Lane> lanes) implements Picture {}

  /** A thread, say, and what it did. */
  public record Lane(String name, List<Span> spans) {}

  /** Something that ran from and to so many milliseconds after the beginning. */
  public record Span(String label, double fromMillis, double toMillis) {}

  /**
   * An axis.
   *
   * @param label what is drawn along it
   * @param isLogarithmic whether each power of ten takes the same room; values must be positive then
   */
  public record Axis(String label, boolean isLogarithmic) {}

  /** A line through the points (x[i], y[i]). */
  public record Series(String name, List<Double> x, List<Double> y) {}
}
