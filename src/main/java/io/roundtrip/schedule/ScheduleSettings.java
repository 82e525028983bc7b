package io.roundtrip.schedule;

/** How a schedule is run. Confined to the thread that declares it; read once, when the engine starts it. */
public final class ScheduleSettings {
  private boolean onEachEngine;

  ScheduleSettings() {}

  /** Has each engine run it for itself, where several share a database. */
  public ScheduleSettings onEachEngine() {
    onEachEngine = true;
    return this;
  }

  boolean isOnEachEngine() {
    return onEachEngine;
  }
}
