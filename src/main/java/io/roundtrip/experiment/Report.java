package io.roundtrip.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Findings as a page of HTML with its plots beside it. Stateless. */
public final class Report {
  private static final String STYLE =
      "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
          + "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;"
          + "text-align:right}th{background:#eee}img{max-width:100%}";

  private Report() {}

  /** Writes {@code index.html} and the plots into the folder, which is made; returns the page. */
  public static Path write(Path folder, int number, String title, Depth depth, Findings findings)
      throws IOException {
    Files.createDirectories(folder);
    for (Findings.Picture plot : findings.plots()) {
      Charts.draw(plot, folder);
    }
    return Files.writeString(
        folder.resolve("index.html"), page(number, title, depth, machine(), findings));
  }

  static String page(int number, String title, Depth depth, String machine, Findings findings) {
    StringBuilder html = new StringBuilder(8_192);
    String heading = "Experiment " + number + ": " + title;
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(heading))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n");
    element(html, "h1", heading);
    element(html, "p", depth.name().toLowerCase(Locale.ROOT) + " run on " + machine);
    section(html, "Hypothesis", List.of(findings.hypothesis()));
    section(html, "Method", findings.method());
    findings.tables().forEach(table -> table(html, table));
    for (Findings.Picture plot : findings.plots()) {
      html.append("<p><img src=\"")
          .append(escaped(plot.file()))
          .append("\" alt=\"")
          .append(escaped(plot.title()))
          .append("\"></p>\n");
    }
    section(html, "Conclusion", findings.conclusions());
    return html.append("</body></html>\n").toString();
  }

  private static void section(StringBuilder html, String title, List<String> paragraphs) {
    element(html, "h2", title);
    paragraphs.forEach(paragraph -> element(html, "p", paragraph));
  }

  private static void table(StringBuilder html, Findings.Table table) {
    element(html, "h2", table.title());
    html.append("<table><tr>");
    table.columns().forEach(column -> element(html, "th", column));
    html.append("</tr>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      row.forEach(cell -> element(html, "td", cell));
      html.append("</tr>\n");
    }
    html.append("</table>\n");
  }

  private static void element(StringBuilder html, String name, String text) {
    html.append('<').append(name).append('>').append(escaped(text));
    html.append("</").append(name).append(">\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String machine() {
    Runtime jvm = Runtime.getRuntime();
    return jvm.availableProcessors()
        + " processors, heap of at most "
        + (jvm.maxMemory() >> 20)
        + " MiB, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", Java "
        + Runtime.version();
  }
}
