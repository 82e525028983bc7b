package io.roundtrip.engine;

import io.roundtrip.conf.EngineConf;
import io.roundtrip.extension.Extension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running engine. Thread-safe, because all it holds is immutable but for the one future of its stop.
 *
 * <p>Any code on the same {@link #vertx} can send a {@link io.roundtrip.model.RouteMessage} to {@code
 * roundtrip.route.<id>} and gets an {@link io.roundtrip.model.Outcome}.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final Vertx vertx;
  private final boolean ownVertx;
  private final Stages stages;
  // Atomic: whoever stops first, from any thread, is who does it.
  private final AtomicReference<@Nullable Future<Void>> stopping = new AtomicReference<>();

  private Engine(Vertx vertx, boolean ownVertx, Stages stages) {
    this.vertx = vertx;
    this.ownVertx = ownVertx;
    this.stages = stages;
  }

  /** {@link #start(Path, CompletionStage)} that waits for its store for as long as it takes. */
  public static Engine start(Path conf) {
    return start(conf, new CompletableFuture<>());
  }

  /** {@link #start(Path, List, CompletionStage)} that waits for its store for as long as it takes. */
  public static Engine start(Path conf, List<Extension> extensions) {
    return start(conf, extensions, new CompletableFuture<>());
  }

  /** {@link #start(Path, List, CompletionStage)} without extensions. */
  public static Engine start(Path conf, CompletionStage<?> giveUp) {
    return start(conf, List.of(), giveUp);
  }

  /**
   * Starts an engine with a Vert.x of its own, and blocks until its ports are open. Not from an event loop. It waits for an
   * external store that is not there, with the management port open, until {@code giveUp} is done or the caller is
   * interrupted. Nothing is left running when it fails.
   *
   * @param extensions code beside the conf's routes, started in this order
   * @throws io.roundtrip.conf.ConfException with everything that is wrong in the conf, before a port is opened
   * @throws IllegalStateException if a port cannot be opened, the store cannot be used or an extension fails; the message
   *     says which and why
   * @throws java.util.concurrent.CancellationException if the store was given up
   */
  public static Engine start(Path conf, List<Extension> extensions, CompletionStage<?> giveUp) {
    refuseOnLoop("Engine.start(conf)", "Engine.start(vertx, conf)");
    Loaded loaded = Loaded.load(conf, !extensions.isEmpty());
    Vertx vertx = Transports.vertx(loaded.conf(), shards(loaded.conf()));
    Promise<Void> given = Promise.promise();
    giveUp.whenComplete((done, failed) -> given.tryComplete());
    Future<Engine> starting = start(vertx, true, loaded, extensions, given.future());
    try {
      return await(starting);
    } catch (RuntimeException failure) {
      // Of an interrupted caller the start still goes on, and may even end well.
      boolean interrupted = Thread.interrupted();
      given.tryComplete();
      end(starting, vertx);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw failure;
    }
  }

  /** From the calling thread: on one of its own loops a Vert.x that closes would not say that it is closed. */
  private static void end(Future<Engine> starting, Vertx vertx) {
    Engine started;
    try {
      started = await(starting);
    } catch (RuntimeException failed) {
      await(vertx.close());
      return;
    }
    started.close();
  }

  /**
   * Starts an engine on the given Vert.x, whose event loops it shares: on as many of them as the conf asks for. The
   * future fails with {@link io.roundtrip.conf.ConfException} before a port is opened if the conf is wrong. {@link #stop}
   * leaves the Vert.x running.
   */
  public static Future<Engine> start(Vertx vertx, Path conf) {
    return start(vertx, conf, List.of());
  }

  /** {@link #start(Vertx, Path)} with extensions, started in this order. */
  public static Future<Engine> start(Vertx vertx, Path conf, List<Extension> extensions) {
    return vertx
        .executeBlocking(() -> Loaded.load(conf, !extensions.isEmpty()), false)
        .compose(loaded -> start(vertx, false, loaded, extensions, Promise.promise().future()));
  }

  private static Future<Engine> start(
      Vertx vertx, boolean ownVertx, Loaded loaded, List<Extension> extensions, Future<?> giveUp) {
    return Stages.start(
            vertx, loaded, shards(loaded.conf()), version(), List.copyOf(extensions), giveUp)
        .map(
            stages -> {
              LOG.info(
                  "ready http={} management={} routes={}",
                  stages.httpPort(),
                  stages.managementPort(),
                  loaded.routes().size());
              stages.mllpPorts().forEach((id, port) -> LOG.info("mllp route={} port={}", id, port));
              return new Engine(vertx, ownVertx, stages);
            });
  }

  private static int shards(EngineConf conf) {
    return conf.shards() == 0 ? Runtime.getRuntime().availableProcessors() : conf.shards();
  }

  /** The version that runs; {@code dev} outside a jar. */
  public static String version() {
    String version = Engine.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** The Vert.x it runs on. */
  public Vertx vertx() {
    return vertx;
  }

  /** The ingest port it listens on. */
  public int httpPort() {
    return stages.httpPort();
  }

  /** The ports of the routes' MLLP sources, by the routes' ids. */
  public Map<String, Integer> mllpPorts() {
    return stages.mllpPorts();
  }

  /** The port of a route's MLLP source; -1 if it has none. */
  public int mllpPort(String route) {
    return mllpPorts().getOrDefault(route, -1);
  }

  /** The management port it listens on. */
  public int managementPort() {
    return stages.managementPort();
  }

  /**
   * Drains and stops: refuses what is new, finishes what was accepted up to {@code drain-timeout}, closes the ports
   * last. May be called more than once.
   */
  public Future<Void> stop() {
    Promise<Void> stopped = Promise.promise();
    Future<Void> first = stopping.compareAndExchange(null, stopped.future());
    if (first != null) {
      return first;
    }
    stages
        .stop()
        .transform(
            ended -> {
              LOG.info("stopped");
              return ownVertx ? vertx.close() : Future.succeededFuture();
            })
        .<Void>mapEmpty()
        .onComplete(stopped::handle);
    return stopped.future();
  }

  /** {@link #stop}, waited for. Not from an event loop. */
  @Override
  public void close() {
    refuseOnLoop("Engine.close()", "Engine.stop()");
    await(stop());
  }

  private static void refuseOnLoop(String what, String instead) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(what + " blocks; from an event loop use " + instead);
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(
          cause == null ? failed.getMessage() : cause.getMessage(), cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
