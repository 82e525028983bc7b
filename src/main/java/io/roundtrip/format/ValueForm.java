package io.roundtrip.format;

/** What a value of a message becomes where it is not put into another message. Immutable. */
public enum ValueForm {
  /** Its text; of an object or an array, its JSON. */
  TEXT,
  /** JSON as it stands in the message, quotes included; of a message that is not JSON, its text. */
  JSON,
  /** The message's bytes, where the value is the whole message; else its text. */
  BYTES
}
