package io.roundtrip.delivery;

/**
 * A lane runs one message at a time; the others of its key wait here. Loop-confined. It exists only while it has a
 * message.
 *
 * @param <C> what the shell attaches to a message
 */
final class Lane<C> {
  final String key;
  final MessageList<C> waiting = new MessageList<>();

  Lane(String key) {
    this.key = key;
  }
}
