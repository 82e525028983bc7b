package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.OrderCreated;
import io.roundtrip.service.On;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import java.util.HashMap;
import java.util.Map;

/** What is reserved of each item. Confined to its virtual-thread context. */
@Service("inventory_service")
final class InventoryService {
  private final ServiceClient calls;
  private final SimulatedWork work;
  private final Map<String, Integer> reserved = new HashMap<>();

  InventoryService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @On("orders.created")
  void reserve(OrderCreated order) {
    await(work.takes(40));
    if (!Shop.PRICES.containsKey(order.item())) {
      throw new IllegalArgumentException("item '" + order.item() + "' is not sold here");
    }
    int all = reserved.merge(order.item(), order.quantity(), Integer::sum);
    Note note =
        new Note(
            order.orderId(),
            "%d x %s reserved, %d in all".formatted(order.quantity(), order.item(), all));
    await(calls.publish("inventory.reserved", note));
  }
}
