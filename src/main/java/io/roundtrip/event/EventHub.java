package io.roundtrip.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Numbers events, keeps the last ones, and knows who is to have them. Loop-confined; takes its clock from the caller.
 *
 * <p>Handlers are told of each event as it comes. Readers pull: one that has had everything waits for the next event that
 * fits, or until its time is over.
 *
 * @param <T> a handler
 */
public final class EventHub<T> {
  /** How many pulls wait at most; one more is refused. */
  public static final int MOST_WAITING = 10_000;

  private final String epoch;
  private final EventRing ring;
  private final SubjectTrie<T> handlers = new SubjectTrie<>();
  private final SubjectTrie<Waiter> waiters = new SubjectTrie<>();
  private long gaps;

  private record Waiter(EventQuestion question, long seen, Consumer<EventPage> answer) {
    String pattern() {
      return question.pattern().toString();
    }
  }

  /** What became of an event: the event with its id, and the handlers that want it. */
  public record Published<T>(Event event, List<T> handlers) {}

  /** A hub without events. */
  public EventHub(String epoch, EventRing ring) {
    this.epoch = epoch;
    this.ring = ring;
  }

  /** Adds a handler of a pattern, which is checked. */
  public void subscribe(String pattern, T handler) {
    handlers.add(pattern, handler);
  }

  /** Takes an event, answers the pulls that wait for it, and says which handlers are to be told. */
  public Published<T> publish(Publication what, long epochMillis) {
    Event event =
        new Event(
            new EventId(epoch, ring.last() + 1),
            what.subject(),
            epochMillis,
            what.messageId(),
            what.json(),
            what.body(),
            what.traceparent());
    ring.add(event);
    List<Waiter> served = waiters.match(what.subject());
    served.forEach(waiter -> waiters.remove(waiter.pattern(), waiter));
    EventPage page = new EventPage(List.of(event.withoutBody()), event.id(), false);
    served.forEach(waiter -> waiter.answer().accept(page));
    return new Published<>(event, handlers.match(what.subject()));
  }

  /**
   * Answers with the next events, now or when there is one or the time is over.
   *
   * @return false if too many wait: then there is no answer
   */
  public boolean tryPull(EventQuestion question, Consumer<EventPage> answer) {
    EventId after = question.after();
    if (after == null) { // told where it begins, so that it misses nothing of what comes
      answer.accept(new EventPage(List.of(), new EventId(epoch, ring.last()), false));
      return true;
    }
    long from = after.sequence();
    boolean foreign = !after.epoch().equals(epoch) || from > ring.last();
    if (foreign) {
      from = ring.oldest() - 1; // of an earlier life: what it saw of this one is nothing
    }
    boolean gap = foreign || from + 1 < ring.oldest();
    gaps += gap ? 1 : 0;
    EventRing.Found found = ring.after(from, question.pattern());
    if (gap || !found.events().isEmpty() || found.seen() < ring.last()) {
      answer.accept(new EventPage(found.events(), new EventId(epoch, found.seen()), gap));
      return true;
    }
    if (waiters.size() >= MOST_WAITING) {
      return false;
    }
    waiters.add(question.pattern().toString(), new Waiter(question, found.seen(), answer));
    return true;
  }

  /** Answers the pulls whose time is over: without an event, but they need not look at what has come since again. */
  public void expire(long nowNanos) {
    endWaiting(waiter -> nowNanos - waiter.question().untilNanos() >= 0);
  }

  /** Answers all pulls that wait. */
  public void close() {
    endWaiting(waiter -> true);
  }

  private void endWaiting(Predicate<Waiter> over) {
    List<Waiter> ended = new ArrayList<>();
    for (Waiter waiter : waiters.all()) {
      if (over.test(waiter)) {
        ended.add(waiter);
      }
    }
    EventId next = new EventId(epoch, ring.last());
    for (Waiter waiter : ended) {
      waiters.remove(waiter.pattern(), waiter);
      waiter.answer().accept(new EventPage(List.of(), next, false));
    }
  }

  /** How many events there have been. */
  public long published() {
    return ring.last();
  }

  /** How many pulls found that events had left the ring before they were read. */
  public long gaps() {
    return gaps;
  }

  /** How many pulls wait. */
  public int waiting() {
    return waiters.size();
  }

  /** What is kept. */
  public EventRing ring() {
    return ring;
  }
}
