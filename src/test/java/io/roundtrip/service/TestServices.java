package io.roundtrip.service;

import io.roundtrip.bus.Bus;
import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.metrics.ServiceSnapshot;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The services of an engine without an engine: two shards, and what a test registers. Thread-safe, as its parts are. */
final class TestServices implements AutoCloseable {
  private static final int SHARDS = 2;

  final Reactor reactor = Reactor.initialize(SHARDS);
  final Bus bus = Bus.of(reactor.vertx());
  final Addresses addresses = new Addresses("test");
  final Services services = new Services();
  final ServiceRuntime runtime = new ServiceRuntime(services, addresses, bus, reactor);
  final ServiceClient client = runtime.client();

  /** Runs with what this registers. */
  static TestServices with(Consumer<TestServices> registers) {
    TestServices made = new TestServices();
    try {
      registers.accept(made);
      await(made.runtime.start());
      return made;
    } catch (RuntimeException failed) {
      made.close();
      throw failed;
    }
  }

  /** Waits for a future from the test's thread, and throws what it failed with. */
  static <T extends @Nullable Object> T await(Future<T> future) {
    return future.await();
  }

  /** The failure of a call, which must have one. */
  static ServiceException failure(Supplier<? extends Future<?>> call) {
    try {
      Object got = call.get().await();
      throw new AssertionError("it went well: " + got);
    } catch (ServiceException no) {
      return no;
    }
  }

  /** What code on a shard's loop comes to, with what it chained. */
  <T extends @Nullable Object> T onLoop(int shard, Callable<Future<T>> code) {
    Promise<T> promise = Promise.promise();
    reactor
        .core(shard)
        .runOnContext(
            on -> {
              try {
                code.call().onComplete(promise::handle);
              } catch (Throwable thrown) {
                promise.fail(thrown);
              }
            });
    return await(promise.future());
  }

  /** What code on a virtual thread of its own comes to. */
  static <T> T onVirtualThread(Callable<T> code) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            done.complete(code.call());
          } catch (Throwable thrown) {
            done.completeExceptionally(thrown);
          }
        });
    return done.get(30, TimeUnit.SECONDS);
  }

  /** What all shards counted. */
  ServiceSnapshot snapshot() {
    ServiceSnapshot sum = ServiceSnapshot.NONE;
    for (int shard = 0; shard < SHARDS; shard++) {
      sum = sum.plus(await(bus.request(addresses.serviceSnapshot(shard), "", 5_000)));
    }
    return sum;
  }

  /** What came of one method. */
  MethodFigures figures(String service, String method) {
    return snapshot().methods().stream()
        .filter(one -> one.service().equals(service) && one.method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    await(runtime.stop());
    await(reactor.shutdown());
  }
}
