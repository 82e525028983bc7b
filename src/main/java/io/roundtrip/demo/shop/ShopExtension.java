package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.service.ServiceClient;
import org.jspecify.annotations.Nullable;

/**
 * The shop as an extension: its services, and a route of its own. Confined to who starts it; each service says where its state
 * is.
 */
public final class ShopExtension implements Extension {
  private @Nullable ServiceClient customers;

  @Override
  public String name() {
    return "shop";
  }

  @Override
  public void start(ExtensionContext context) {
    ServiceClient calls = context.serviceClient();
    customers = calls;
    SimulatedWork work = new SimulatedWork(context.vertx());
    context
        .services()
        .register(new OrderService(work))
        .register(new PaymentService(work))
        .register(new CheckoutService(calls, context.tasks()))
        .register(new ConfirmationService(calls, work))
        .register(new AnalyticsService(calls, work))
        .register(new FulfilmentService(calls, work))
        .register(new RefundService(calls))
        .register(new InventoryService(calls, work))
        .register(new EmailService(calls, work))
        .register(new TrackingService(calls, work))
        .register(new ItemService(calls, work));
    context
        .http()
        .get(
            "/track/{id}",
            request -> {
              OrderId id = new OrderId(request.path("id", String.class));
              return await(calls.call("order_service", "find", id, Order.class));
            });
  }

  /** Calls it from outside of it, when it has started. */
  ServiceClient calls() {
    if (customers == null) {
      throw new IllegalStateException("the shop has not started");
    }
    return customers;
  }
}
