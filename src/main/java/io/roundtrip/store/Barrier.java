package io.roundtrip.store;

/** Nothing to write: answered once all that its sender handed over before has been taken. Immutable. */
public record Barrier() implements Recordable {
  @Override
  public long bytes() {
    return 0;
  }
}
