package io.roundtrip.delivery;

/**
 * A lane runs one message at a time, or as many as its route's window lets it; the others of its key wait here.
 * Loop-confined. It exists only while it has a message.
 *
 * @param <C> what the shell attaches to a message
 */
final class Lane<C> {
  final String key;
  final MessageList<C> waiting = new MessageList<>();

  /** Messages that it let go and that have not settled. */
  int running;

  Lane(String key) {
    this.key = key;
  }
}
