package io.roundtrip.bench;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;

/** Sets the results side by side, as Markdown. */
final class BenchTable {
  private BenchTable() {}

  static String of(Collection<RunResult> results) {
    return "";
  }
}
