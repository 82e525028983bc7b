package io.roundtrip.bench;

import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.CompilerControl.Mode;

/** A future's way through a method that is not inlined: after it the compiler must have made the object. */
final class Escape {
  private Escape() {}

  @CompilerControl(Mode.DONT_INLINE)
  static <F> F through(F future) {
    return future;
  }
}
