package io.roundtrip.store;

/** What a shard's collector writes. Immutable. */
public sealed interface Recordable permits JournalEntry, InFlight, Barrier {
  /** What it counts for against the collector's bounds: its bytes in memory, roughly. */
  long bytes();
}
