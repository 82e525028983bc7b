package io.roundtrip.bus;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The event bus with types, by reference: what is sent is what is received, so it must be immutable. Thread-safe, because
 * the event bus is; a consumer runs on the context that registered it.
 */
public final class Bus {
  private static final String CODEC = "roundtrip.by-reference";

  private final EventBus events;
  private final DeliveryOptions reply =
      new DeliveryOptions().setCodecName(CODEC).setLocalOnly(true);

  private Bus(EventBus events) {
    this.events = events;
  }

  /** Takes requests of one address. */
  @FunctionalInterface
  public interface Server<Q, R extends @Nullable Object> {
    /** Answers now or later, once. */
    void onRequest(Q request, Completable<R> answer);
  }

  /** Stops taking requests. */
  @FunctionalInterface
  public interface Registration {
    /** Completes when no request comes any more. */
    Future<Void> end();
  }

  /** The bus of the given Vert.x. */
  public static Bus of(Vertx vertx) {
    try {
      vertx.eventBus().registerCodec(new ByReference<>(CODEC));
    } catch (IllegalStateException alreadyThere) {
      // another engine of this Vert.x was first
    }
    return new Bus(vertx.eventBus());
  }

  /** Lets any code on this Vert.x send and reply with records of the class without naming a codec. */
  public <T> void acceptByReference(Class<T> type) {
    try {
      events.registerDefaultCodec(type, new ByReference<>("roundtrip." + type.getSimpleName()));
    } catch (IllegalStateException alreadyThere) {
      // another engine of this Vert.x was first
    }
  }

  /**
   * Sends a request and completes {@code answer} with its reply, or fails it with a {@link BusException}, on the caller's
   * context.
   */
  public <Q, R extends @Nullable Object> void request(
      Address<Q, R> to, Q request, long timeoutMillis, Completable<? super R> answer) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setCodecName(CODEC)
            .setLocalOnly(true)
            .setSendTimeout(Math.max(1, timeoutMillis));
    Future<Message<R>> replied = events.request(to.name(), request, options);
    replied.onComplete(
        (message, failure) -> {
          if (failure == null) {
            answer.succeed(message.body());
          } else {
            answer.fail(BusException.of(failure));
          }
        });
  }

  /** {@link #request(Address, Object, long, Completable)}, as a future. */
  public <Q, R extends @Nullable Object> Future<R> request(
      Address<Q, R> to, Q request, long timeoutMillis) {
    return Future.future(promise -> request(to, request, timeoutMillis, promise));
  }

  /** The given context's way to ask on the hot path; called on that context. */
  public Caller caller(Context context) {
    return new Caller(events, reply, context);
  }

  /** Sends without a reply; lost if nobody consumes the address. */
  public <Q> void send(Address<Q, Void> to, Q message) {
    events.send(to.name(), message, reply);
  }

  /** Takes the requests of the address, on the caller's context. A server that throws has refused. */
  public <Q, R extends @Nullable Object> Registration serve(Address<Q, R> at, Server<Q, R> server) {
    MessageConsumer<Object> consumer =
        events.localConsumer(at.name(), message -> receive(message, server));
    return consumer::unregister;
  }

  @SuppressWarnings("unchecked") // the address says what is sent to it
  private <Q, R extends @Nullable Object> void receive(
      Message<Object> message, Server<Q, R> server) {
    Completable<R> answer;
    Q request;
    if (message.body() instanceof Caller.Envelope envelope) {
      request = (Q) envelope.request();
      answer = (Completable<R>) (Completable<?>) envelope.reply();
    } else {
      request = (Q) message.body();
      answer = new Reply<>(message, reply);
    }
    try {
      server.onRequest(request, answer);
    } catch (RuntimeException bug) {
      answer.fail(bug);
      throw bug;
    }
  }

  private record Reply<R extends @Nullable Object>(Message<?> message, DeliveryOptions options)
      implements Completable<R> {
    @Override
    public void complete(R result, Throwable failure) {
      if (failure != null) {
        message.fail(500, String.valueOf(failure.getMessage()));
      } else if (message.replyAddress() != null) {
        message.reply(result, options);
      }
    }
  }

  private record ByReference<T>(String name) implements MessageCodec<T, T> {
    @Override
    public T transform(T message) {
      return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
      throw new UnsupportedOperationException(name + " travels inside one JVM only");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException(name + " travels inside one JVM only");
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
