package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much of a core each thread used. Immutable. The JVM's own threads are not in it; of virtual threads, those that carried
 * them are.
 *
 * @param used the threads that did something, the busiest first
 */
record ThreadCpu(List<Used> used) {
  private static final double LEAST = 0.01;
  private static final int MOST_SHOWN = 4;

  /** A thread, and the part of one core's time that it had. */
  record Used(String thread, double cores) {}

  /** The nanoseconds that each thread has had up to now, by its id. */
  static Map<Long, Long> now() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<Long, Long> nanos = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      nanos.put(id, threads.getThreadCpuTime(id));
    }
    return nanos;
  }

  /** What was used since then, but for the thread with this id. */
  static ThreadCpu since(Map<Long, Long> before, long elapsedNanos, long without) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Used> used = new ArrayList<>();
    now()
        .forEach(
            (id, nanos) -> {
              double cores =
                  (double) (nanos - before.getOrDefault(id, 0L)) / Math.max(1, elapsedNanos);
              ThreadInfo info = threads.getThreadInfo(id);
              if (info != null && id != without && cores >= LEAST) {
                used.add(new Used(info.getThreadName(), cores));
              }
            });
    used.sort(Comparator.comparingDouble(Used::cores).reversed());
    return new ThreadCpu(List.copyOf(used));
  }

  double cores() {
    return used.stream().mapToDouble(Used::cores).sum();
  }

  @Override
  public String toString() {
    String shown =
        used.stream()
            .limit(MOST_SHOWN)
            .map(each -> text("%s %.2f", each.thread(), each.cores()))
            .collect(Collectors.joining(", "));
    int more = used.size() - MOST_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
