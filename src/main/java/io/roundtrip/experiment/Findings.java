package io.roundtrip.experiment;

import java.util.List;

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
    List<Plot> plots,
    List<String> conclusions) {

  /**
   * Numbers in rows.
   *
   * @param title what they are
   * @param columns the head of each column, its unit in it
   * @param rows as many cells as there are columns
   */
  public record Table(String title, List<String> columns, List<List<String>> rows) {}

  /**
   * Lines through points.
   *
   * @param file the PNG file's name
   * @param title what it shows
   * @param x the horizontal axis, its unit in it
   * @param y the vertical axis, its unit in it
   * @param series the lines
   */
  public record Plot(String file, String title, Axis x, Axis y, List<Series> series) {}

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
