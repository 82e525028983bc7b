package io.roundtrip.format;

/** What an each runs for in one message, put in place one after the other. Confined to one message. */
interface Elements {
  /** Nothing. */
  Elements NONE = () -> false;

  /** Puts the next one in place; false if there is none. */
  boolean next() throws BadMessage;
}
