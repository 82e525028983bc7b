package io.roundtrip.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Writes what became of each message, as one readable block. Confined to one thread. */
final class StepReport {
  private static final int WIDTH = 150;
  private static final int MOST_LINES = 5;

  private final PrintWriter out;
  private int step;

  StepReport(PrintWriter out) {
    this.out = out;
  }

  void title(String title) {
    step++;
    out.println();
    out.println(step + ". " + title);
  }

  void line(String label, String text) {
    out.printf("   %-10s %s%n", label, text);
  }

  void answer(Sender.Answer answer) {
    line("answered", answer.status() + " " + answer.outcome() + " in " + answer.millis() + " ms");
    answer.destinations().forEach(destination -> line("", destination));
  }

  /** What each simulated system got, shortened. */
  void received(Map<String, List<String>> bySystem) {
    bySystem.forEach((system, messages) -> messages.forEach(text -> message(system, text)));
    if (bySystem.values().stream().allMatch(List::isEmpty)) {
      line("nobody", "got anything");
    }
  }

  private void message(String system, String text) {
    String label = system + " got";
    if (!text.startsWith("MSH")) {
      line(label, shortened(text.replaceAll("\\s+", " ")));
      return;
    }
    String[] segments = text.split("\r", -1);
    for (int i = 0; i < segments.length && i < MOST_LINES; i++) {
      line(i == 0 ? label : "", shortened(segments[i]));
    }
  }

  private static String shortened(String text) {
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH) + " …";
  }
}
