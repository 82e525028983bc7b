package io.roundtrip.bench;

import io.roundtrip.bus.Bus;
import io.roundtrip.future.Await;
import io.roundtrip.future.Task;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.reactor.Reactor;
import io.roundtrip.service.MethodPolicy;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceRuntime;
import io.roundtrip.service.Services;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls of a service's method by reference, {@value #CALLS} of them with {@value #IN_FLIGHT} in flight: from the loop that runs the
 * method, from another, and of a method on a virtual thread. JMH's thread only begins them and waits for the last.
 */
@State(Scope.Benchmark)
public class ServiceCallBench {
  private static final int CALLS = 100_000;
  private static final int IN_FLIGHT = 32;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String SERVICE = "echo";

  private Reactor reactor = Reactor.initialize(2);
  private int home;
  private @Nullable ServiceRuntime runtime;

  /** What is asked and answered. */
  public Item item = Item.ring(1)[0];

  @Setup
  public void start() {
    Services services = new Services();
    MethodPolicy policy = MethodPolicy.CALL.withConcurrency(1_000);
    services.rpcOnLoop(
        SERVICE, "loop", Item.class, Item.class, policy, (it, call) -> Future.succeededFuture(it));
    services.rpc(SERVICE, "virtual", Item.class, Item.class, policy, it -> it);
    ServiceRuntime made =
        new ServiceRuntime(services, new Addresses("bench"), Bus.of(reactor.vertx()), reactor);
    Await.await(made.start());
    runtime = made;
    home = Math.floorMod(SERVICE.hashCode(), 2);
  }

  @TearDown
  public void stop() {
    if (runtime != null) {
      Await.await(runtime.stop());
    }
    Await.await(reactor.shutdown());
  }

  /** Calls until all are answered, so many at a time; confined to the loop that calls. */
  private static final class Calls implements Completable<Item> {
    final Task<Item> last = Task.promise();
    private final ServiceClient client;
    private final String method;
    private final Item item;
    private int toBegin = CALLS;
    private int toEnd = CALLS;

    Calls(ServiceClient client, String method, Item item) {
      this.client = client;
      this.method = method;
      this.item = item;
    }

    void begin() {
      for (int i = 0; i < IN_FLIGHT; i++) {
        next();
      }
    }

    private void next() {
      toBegin--;
      client.call(SERVICE, method, item, Item.class).onComplete(this);
    }

    @Override
    public void complete(Item value, @Nullable Throwable failure) {
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      if (--toEnd == 0) {
        last.complete(value, null);
      } else if (toBegin > 0) {
        next();
      }
    }
  }

  private Item run(int core, String method) throws InterruptedException {
    if (runtime == null) {
      throw new IllegalStateException("it has not started");
    }
    Calls calls = new Calls(runtime.client(), method, item);
    reactor.core(core).runOnContext(on -> calls.begin());
    return calls.last.get(LONG);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public Item loopSame() throws InterruptedException {
    return run(home, "loop");
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public Item loopOther() throws InterruptedException {
    return run(1 - home, "loop");
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public Item virtualSame() throws InterruptedException {
    return run(home, "virtual");
  }
}
