package io.roundtrip.store;

/** Why the engine does not run on this database, in one sentence for whoever starts it; waiting does not help. */
public final class StoreRefused extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** The sentence goes on after {@code store:}. */
  public StoreRefused(String why) {
    super("store: " + why);
  }
}
