package io.roundtrip.extension;

/** An extension cannot be run; the message says which and why. Immutable. */
public final class ExtensionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With a sentence for who runs the engine. */
  public ExtensionException(String message, Throwable cause) {
    super(message, cause);
  }
}
