package io.roundtrip.service;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls in their order, first in first out; one that gives up is taken out at once. A call is in one list at a time.
 * Loop-confined.
 */
final class CallList {
  private @Nullable Call first;
  private @Nullable Call last;
  private int size;

  void add(Call call) {
    call.previous = last;
    if (last == null) {
      first = call;
    } else {
      last.next = call;
    }
    last = call;
    size++;
  }

  @Nullable Call poll() {
    Call call = first;
    if (call != null) {
      remove(call);
    }
    return call;
  }

  /** Takes out a call that is in. */
  void remove(Call call) {
    if (call.previous == null) {
      first = call.next;
    } else {
      call.previous.next = call.next;
    }
    if (call.next == null) {
      last = call.previous;
    } else {
      call.next.previous = call.previous;
    }
    call.previous = null;
    call.next = null;
    size--;
  }

  /** The calls as they are now. */
  List<Call> copy() {
    List<Call> all = new ArrayList<>(size);
    for (Call call = first; call != null; call = call.next) {
      all.add(call);
    }
    return all;
  }

  int size() {
    return size;
  }
}
