package io.roundtrip.schedule;

/** What a schedule does, on a virtual thread of its own: it may await and block. */
@FunctionalInterface
public interface Operation {
  /**
   * Does it once. What it throws is logged and counted; the next run is not affected. Interrupted when the engine stops and
   * its time is over, or when another engine may have taken over the schedule.
   */
  void run(Run run) throws Exception;
}
