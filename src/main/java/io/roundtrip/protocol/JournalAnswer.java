package io.roundtrip.protocol;

import io.roundtrip.store.JournalPage;

/** What a question to the journal brings. Immutable. */
public sealed interface JournalAnswer {
  /** What was found, which may be nothing. */
  record Found(JournalPage page) implements JournalAnswer {}

  /** The store cannot be asked now. */
  record Unavailable(String detail) implements JournalAnswer {}
}
