package io.roundtrip.service;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.event.Event;
import io.roundtrip.event.EventHub;
import io.roundtrip.event.EventPage;
import io.roundtrip.event.EventQuestion;
import io.roundtrip.event.EventRing;
import io.roundtrip.event.Publication;
import io.roundtrip.metrics.EventFigures;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * The event hub's place on the bus: takes publications, tells handlers, and answers readers. Loop-confined, on shard 0.
 *
 * <p>A reader's question waits for {@value #EXPIRY_MILLIS} ms longer than it asks to at most.
 */
final class HubPost {
  /** How many events can be read again, and how many bytes. */
  static final int KEPT_EVENTS = 10_000;

  static final long KEPT_BYTES = 16 << 20;

  private static final long EXPIRY_MILLIS = 250;

  private final Vertx vertx;
  private final Bus bus;
  private final ServiceShard shard;
  private final int shards;
  private final EventHub<Target> hub;
  private final List<Bus.Registration> registrations;
  private final long expiry;

  HubPost(
      Vertx vertx,
      Bus bus,
      String engine,
      ServiceShard shard,
      int shards,
      List<Target> handlers,
      EventRing ring) {
    this.vertx = vertx;
    this.bus = bus;
    this.shard = shard;
    this.shards = shards;
    hub = new EventHub<>(Long.toString(System.currentTimeMillis(), 36), ring);
    handlers.forEach(handler -> hub.subscribe(handler.method().pattern(), handler));
    registrations =
        List.of(
            bus.serve(publications(engine), this::onPublication),
            bus.serve(questions(engine), this::onQuestion));
    expiry = vertx.setPeriodic(EXPIRY_MILLIS, timer -> hub.expire(System.nanoTime()));
  }

  /** Where events go: the reply is the event's id, or a {@link ServiceException}. */
  static Address<Publication, Object> publications(String engine) {
    return new Address<>("roundtrip." + engine + ".events.publish");
  }

  /** Where readers ask: the reply is an {@link EventPage}, or a {@link ServiceException}. */
  static Address<EventQuestion, Object> questions(String engine) {
    return new Address<>("roundtrip." + engine + ".events.pull");
  }

  private void onPublication(Publication what, Completable<Object> answer) {
    if (shard.isDraining() && !what.nested()) {
      answer.succeed(ServiceException.of(Kind.UNAVAILABLE, "", "", "the engine is draining"));
      return;
    }
    EventHub.Published<Target> published = hub.publish(what, System.currentTimeMillis());
    Event event = published.event();
    answer.succeed(event.id().toString());
    for (Target handler : published.handlers()) {
      RpcRequest request =
          new RpcRequest(
              event,
              event.messageId(),
              Long.MAX_VALUE,
              event.traceparent(),
              RpcRequest.Mode.ACCEPTANCE,
              true);
      int at = (int) (event.id().sequence() % shards); // where every shard has the handler, in turn
      bus.send(new Address<>(handler.from(at).name()), request);
    }
  }

  private void onQuestion(EventQuestion question, Completable<Object> answer) {
    if (!hub.tryPull(question, answer::succeed)) {
      answer.succeed(
          ServiceException.of(
              Kind.BUSY,
              "",
              "",
              EventHub.MOST_WAITING + " readers of events wait, as many as may"));
    }
  }

  EventFigures figures() {
    return new EventFigures(
        hub.published(), hub.ring().count(), hub.ring().bytes(), hub.gaps(), 0, 0);
  }

  Future<?> close() {
    vertx.cancelTimer(expiry);
    hub.close();
    return Future.join(registrations.stream().map(Bus.Registration::end).toList());
  }
}
