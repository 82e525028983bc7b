package io.roundtrip.reactor;

/** Something that waits on a core for an outcome. Loop-confined: linked and unlinked on the core's loop. */
abstract class Outstanding {
  private Outstanding previous = this;
  private Outstanding next = this;

  /** The core has stopped. No longer linked. */
  abstract void onStopped();

  final boolean isLinked() {
    return next != this;
  }

  /** Takes it out; without effect if it is out. */
  final void unlink() {
    previous.next = next;
    next.previous = previous;
    previous = this;
    next = this;
  }

  /** All that waits on one core. */
  static final class Line extends Outstanding {
    void add(Outstanding one) {
      Outstanding head = this;
      one.previous = head.previous;
      one.next = head;
      one.previous.next = one;
      head.previous = one;
    }

    /** Tells everyone, also those that come meanwhile. */
    @Override
    void onStopped() {
      while (isLinked()) {
        Outstanding first = next();
        first.unlink();
        first.onStopped();
      }
    }

    private Outstanding next() {
      Outstanding head = this;
      return head.next;
    }
  }
}
