package io.roundtrip.protocol;

/** How far a shard stops. */
public enum Drain {
  /** Refuse what is new, finish what was accepted; answered when nothing is left. */
  BEGIN,
  /** Answer what is left now; answered when that is done. */
  FINISH
}
