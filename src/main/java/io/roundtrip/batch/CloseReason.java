package io.roundtrip.batch;

/** Why a batch was closed. Immutable. */
public enum CloseReason {
  /** It has as many records as it may have. */
  COUNT,
  /** Another record would be too many bytes, or it has them all. */
  BYTES,
  /** Its oldest record has waited long enough. */
  AGE,
  /** Nothing was under way. */
  IDLE,
  /** Nothing more is taken: the collector ends. */
  END
}
