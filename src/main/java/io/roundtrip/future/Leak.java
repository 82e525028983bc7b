package io.roundtrip.future;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/** What is left of a future that the garbage collector took: how it stood. Loop-confined; one for each future object. */
final class Leak extends PhantomReference<FutureCore> {
  /** The error it had failed with and nobody had taken. */
  @Nullable Throwable failure;

  /** Somebody waited for it. */
  boolean awaited;

  /** It may be dropped. */
  boolean optional;

  private final @Nullable Throwable madeHere;
  private Leak previous = this;
  private Leak next = this;

  /** The head of a list. */
  Leak() {
    super(null, null);
    madeHere = null;
  }

  Leak(FutureCore future, ReferenceQueue<? super FutureCore> queue, @Nullable Throwable madeHere) {
    super(future, queue);
    this.madeHere = madeHere;
  }

  /** Its error, or where it was made with that error as the cause, if that is known. */
  @Nullable Throwable where() {
    if (madeHere == null) {
      return failure;
    }
    if (failure != null && madeHere.getCause() == null) {
      madeHere.initCause(failure);
    }
    return madeHere;
  }

  /** An error of its user's, which names the place where it was made, or how to learn that. */
  IllegalStateException explain(String what) {
    return madeHere == null
        ? new IllegalStateException(
            what + " (-D" + FuturePool.DEBUG + "=true shows where it was made)")
        : new IllegalStateException(what, madeHere);
  }

  void linkAfter(Leak head) {
    previous = head;
    next = head.next;
    head.next.previous = this;
    head.next = this;
  }

  void unlink() {
    previous.next = next;
    next.previous = previous;
    previous = this;
    next = this;
  }
}
