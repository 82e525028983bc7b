package io.roundtrip.web;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.net.Problem;
import io.roundtrip.pg.LoopPgClient;
import io.roundtrip.pg.PgClient;
import io.roundtrip.web.Declared.Kind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The routes that are written in Java. Confined to one thread at a time; declare them before the engine's port opens.
 *
 * {@snippet :
 * http.get("/item/{id}", (request, pg) -> items.find(pg, request.path("id", Long.class)).await());
 * http.onLoop().get("/item/{id}/fast", (request, pg) -> items.find(pg, request.path("id", Long.class)));
 * http.post("/item", (request, pg) -> items.add(pg, request.body(NewItem.class)).await());
 * http.get("/proxy/{name}", Client.class, (request, client) -> client.get(base + request.path("name", String.class)).await().body());
 * }
 *
 * <p>A handler declared here returns a value and runs on a virtual thread of its own: a record, map or list becomes JSON, a
 * {@code String} text, a {@code Buffer} bytes, a {@link Response} brings its own status and headers, a {@link Streaming} is
 * sent while it is made, and null is 204. (One that returns a Vert.x future after all is awaited there.) {@link #onLoop} and
 * {@link #onLoopFutures} declare handlers that run on the event loop and return a future of any of these.
 *
 * <p>Handed over by class: {@link PgClient}, {@link LoopPgClient}, {@link Client}, {@code io.vertx.core.Vertx}, what else the
 * engine has, and what {@link #provide} adds.
 */
public final class Http extends Verbs<@Nullable Object, PgClient> {
  private final List<Declared> declared;
  private final Map<Class<?>, Supplier<?>> provided = new LinkedHashMap<>();
  private final Map<Class<?>, Function<Throwable, Problem>> errors = new LinkedHashMap<>();

  /** Without routes. */
  public Http() {
    this(new ArrayList<>());
  }

  private Http(List<Declared> declared) {
    super(declared, Kind.VALUE, PgClient.class);
    this.declared = declared;
  }

  /** Declares handlers that return a Vert.x future and run on the event loop. */
  public Verbs<Future<?>, PgClient> onLoop() {
    return new LoopVerbs<>(declared, Kind.FUTURE, PgClient.class);
  }

  /** Declares handlers that return a loop future and run on the event loop. */
  public Verbs<LoopFuture<?>, LoopPgClient> onLoopFutures() {
    return new LoopVerbs<>(declared, Kind.LOOP_FUTURE, LoopPgClient.class);
  }

  /**
   * A WebSocket that is served on a virtual thread: it is closed when the handler returns (1000), or throws (1011).
   *
   * @param path a template, as of other routes
   */
  public RouteSettings webSocket(String path, SocketHandler handler) {
    return add(
        Declared.SOCKET,
        path,
        Kind.SOCKET,
        null,
        (socket, nothing) -> {
          handler.handle((Socket) socket);
          return null;
        });
  }

  /** A WebSocket that is served on the event loop: it is closed when the handler's future is done. */
  public RouteSettings webSocketOnLoop(String path, Function<Socket, Future<?>> handler) {
    return add(
        Declared.SOCKET,
        path,
        Kind.LOOP_SOCKET,
        null,
        (socket, nothing) -> handler.apply((Socket) socket));
  }

  /**
   * Has an object of the application handed to handlers that ask for its class. Made once, before the port opens; all
   * handlers share it, so it must be thread-safe.
   *
   * @throws IllegalStateException if that class is provided already
   */
  public <T> void provide(Class<T> type, Supplier<? extends T> made) {
    if (provided.putIfAbsent(type, made) != null) {
      throw new IllegalStateException("two suppliers provide " + type.getName());
    }
  }

  /** Answers failures of this class, or one below it, with a problem; else they are a 500. The first that fits answers. */
  public <E extends Throwable> void onError(Class<E> type, Function<? super E, Problem> problem) {
    errors.put(type, failure -> problem.apply(type.cast(failure)));
  }

  List<Declared> declared() {
    return List.copyOf(declared);
  }

  Map<Class<?>, Supplier<?>> provided() {
    return Map.copyOf(provided);
  }

  ErrorAnswers errors() {
    return new ErrorAnswers(errors);
  }
}
