package io.roundtrip.batch;

/** Whether a record was taken. Immutable. */
public enum Admission {
  /** It waits for its batch. */
  TAKEN,
  /** As many records or bytes wait as may. */
  FULL,
  /** The collector ends and takes nothing more. */
  ENDED
}
