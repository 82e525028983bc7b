package io.roundtrip.reactor;

/** A task for a core that wants to hear of it if it is not run. */
public interface Queued extends Runnable {
  /** It was in the queue when the core stopped, and will not be run. On the core's loop, which still runs. */
  void onNotRun(ReactorStopped why);
}
