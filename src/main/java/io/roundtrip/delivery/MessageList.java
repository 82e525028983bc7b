package io.roundtrip.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Messages in order of arrival, from which any one can be withdrawn in O(1). Loop-confined; allocates nothing.
 *
 * @param <C> what the shell attaches to a message
 */
final class MessageList<C> {
  private @Nullable Message<C> first;
  private @Nullable Message<C> last;
  private int size;

  void add(Message<C> message) {
    message.list = this;
    message.previous = last;
    message.next = null;
    if (last == null) {
      first = message;
    } else {
      last.next = message;
    }
    last = message;
    size++;
  }

  void remove(Message<C> message) {
    if (message.list != this) {
      throw new IllegalStateException("message " + message.id + " is not in this list");
    }
    if (message.previous == null) {
      first = message.next;
    } else {
      message.previous.next = message.next;
    }
    if (message.next == null) {
      last = message.previous;
    } else {
      message.next.previous = message.previous;
    }
    message.list = null;
    message.previous = null;
    message.next = null;
    size--;
  }

  @Nullable Message<C> peek() {
    return first;
  }

  @Nullable Message<C> poll() {
    Message<C> message = first;
    if (message != null) {
      remove(message);
    }
    return message;
  }

  int size() {
    return size;
  }
}
