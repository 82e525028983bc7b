package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.OrderCreated;
import io.roundtrip.service.On;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.vertx.core.Future;

/** Where a customer can see how far an order is. Stateless; as a chain on the event loop. */
@Service("tracking_service")
final class TrackingService {
  private final ServiceClient calls;
  private final SimulatedWork work;

  TrackingService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @On(value = "orders.created", concurrency = 16)
  Future<String> open(OrderCreated order) {
    return work.takes(30)
        .compose(
            opened ->
                calls.publish(
                    "tracking.opened",
                    new Note(
                        order.orderId(), "order can be followed at /track/" + order.orderId())));
  }
}
