package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.event.Event;
import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.service.CallContext;
import io.roundtrip.service.MethodPolicy;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.web.HttpError;
import io.roundtrip.web.Streaming;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** An extension as the page of the services has it. Thread-safe, as its queue is; its fields are set by its start. */
public final class Greetings implements Extension {
  /** Who is greeted. */
  record Name(String text) {
    Name {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a name must not be blank");
      }
    }
  }

  /** With what. */
  record Greeting(String text) {}

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private @Nullable ServiceClient calls;
  private @Nullable TaskRunner tasks;

  @Override
  public void start(ExtensionContext context) {
    calls = context.serviceClient();
    tasks = context.tasks();
    context.services().register(new Prices(context.serviceClient()));
    greet(context);
    listen(context);
    routes(context);
  }

  private static void greet(ExtensionContext context) {
    context
        .services()
        .rpc(
            "greeting",
            "greet",
            Name.class,
            Greeting.class,
            name -> new Greeting("Hello, " + name.text()));
  }

  private void listen(ExtensionContext context) {
    context
        .services()
        .on(
            "greeting",
            "listen",
            "greetings.*",
            Event.class,
            MethodPolicy.EVENT,
            event -> heard.add(event.subject()));
  }

  private static void routes(ExtensionContext context) {
    var http = context.http();
    // Straight-line, on a virtual thread.
    http.get(
        "/order/{id}",
        ServiceClient.class,
        (request, calls) -> {
          OrderId id = new OrderId(request.path("id", String.class));
          return await(calls.call("order_service", "find", id, Order.class));
        });
    // A chain, on the event loop.
    http.onLoop()
        .get(
            "/order/{id}/price",
            ServiceClient.class,
            (request, calls) -> {
              OrderId id = new OrderId(request.path("id", String.class));
              return calls.call("order_service", "find", id, Order.class).map(Order::cents);
            });
    // A body, a parameter of the query with a default, and an answer that is not 200.
    http.post(
        "/greet",
        ServiceClient.class,
        (request, calls) -> {
          if (request.query("loud", Boolean.class, false)) {
            throw HttpError.conflict("quiet, please");
          }
          return await(calls.call("greeting", "greet", request.body(Name.class), Greeting.class));
        });
    // A line of JSON for each value: the reader's pace is the sender's.
    http.get(
        "/greetings",
        request ->
            Streaming.lines(
                out -> {
                  for (String name : List.of("Ada", "Grace")) {
                    out.writeLine(new Greeting("Hello, " + name));
                  }
                }));
  }

  /** A chain that goes on after its method has returned takes the call with it. */
  @Service("prices")
  static final class Prices {
    private final ServiceClient calls;

    Prices(ServiceClient calls) {
      this.calls = calls;
    }

    @Rpc
    Future<Integer> both(List<OrderId> ids, CallContext call) {
      ServiceClient mine = calls.within(call);
      return mine.call("order_service", "find", ids.getFirst(), Order.class)
          .compose(
              first ->
                  mine.call("order_service", "find", ids.getLast(), Order.class)
                      .map(second -> first.cents() + second.cents()));
    }
  }

  LinkedBlockingQueue<String> heard() {
    return heard;
  }

  ServiceClient calls() {
    return started(calls);
  }

  TaskRunner tasks() {
    return started(tasks);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the extension has not started");
    }
    return part;
  }
}
