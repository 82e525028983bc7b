package io.roundtrip.extension;

/** A class path that was given is wrong; the message says what. Immutable. */
public final class ClasspathException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ClasspathException(String message) {
    super(message);
  }
}
