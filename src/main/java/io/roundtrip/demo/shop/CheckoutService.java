package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Charge;
import io.roundtrip.demo.shop.Shop.Confirmation;
import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderCreated;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.PlaceOrder;
import io.roundtrip.demo.shop.Shop.Placed;
import io.roundtrip.demo.shop.Shop.Receipt;
import io.roundtrip.demo.shop.Shop.Refund;
import io.roundtrip.demo.shop.Shop.Sale;
import io.roundtrip.demo.shop.Shop.Shipment;
import io.roundtrip.reactor.Offered;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.task.AsyncOperation;
import io.roundtrip.task.TaskRunner;

/**
 * An order from the cart to the receipt: what the customer must know is called and awaited, what must be done is handed over,
 * what others may care for is published. Stateless.
 */
@Service("checkout_service")
final class CheckoutService {
  private final ServiceClient calls;
  private final TaskRunner tasks;

  CheckoutService(ServiceClient calls, TaskRunner tasks) {
    this.calls = calls;
    this.tasks = tasks;
  }

  @Rpc(timeout = "5s")
  Placed place(PlaceOrder request) {
    Order order = await(calls.call("order_service", "create", request.order(), Order.class));
    boolean placed = false;
    try {
      Receipt receipt = pay(order, request.card());
      handOver(order);
      placed = true;
      return new Placed(order.id(), receipt.id(), receipt.cents());
    } finally {
      if (!placed) {
        undo(new OrderId(order.id()));
      }
    }
  }

  private Receipt pay(Order order, String card) {
    Charge charge = new Charge(order.id(), order.cents(), card);
    Receipt receipt = await(calls.call("payment_service", "charge", charge, Receipt.class));
    await(calls.call("order_service", "paid", new OrderId(order.id()), Order.class));
    return receipt;
  }

  /** What cannot be taken back comes last. */
  private void handOver(Order order) {
    await(calls.publish("orders.created", OrderCreated.of(order)));
    await(
        calls.callAsync(
            "confirmation_service", "send", new Confirmation(order.id(), order.email())));
    await(calls.callAsync("analytics_service", "record", new Sale(order.id(), order.cents())));
    await(
        calls.callAsync(
            "fulfilment_service",
            "ship",
            new Shipment(order.id(), order.item(), order.quantity())));
  }

  /**
   * As a task of its own, because the customer's time may be over. Of a charge that timed out nobody knows whether it was made:
   * what may have been paid is given back as well.
   */
  private void undo(OrderId id) {
    Offered unused =
        tasks.fireAndForget(
            AsyncOperation.blocking(
                () -> {
                  Refund refund = await(calls.call("payment_service", "refund", id, Refund.class));
                  await(calls.call("order_service", "cancel", id, Order.class));
                  Note note = new Note(id.id(), "cancelled, " + refund.cents() + " cents refunded");
                  return await(calls.publish("orders.cancelled", note));
                }));
  }
}
