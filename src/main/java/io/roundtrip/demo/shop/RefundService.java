package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.Refund;
import io.roundtrip.demo.shop.Shop.Shipment;
import io.roundtrip.service.FailedCall;
import io.roundtrip.service.On;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;

/** Gives the money back where what was paid for cannot be sent. Stateless. */
@Service("refund_service")
final class RefundService {
  private final ServiceClient calls;

  RefundService(ServiceClient calls) {
    this.calls = calls;
  }

  /** The failed call comes with its request, which is passed by reference. */
  @On("errors.fulfilment_service.ship")
  void undo(FailedCall failed) {
    if (!(failed.request() instanceof Shipment shipment)) {
      throw new IllegalStateException("a shipment failed of which the request is not known");
    }
    OrderId id = new OrderId(shipment.orderId());
    Refund refund = await(calls.call("payment_service", "refund", id, Refund.class));
    await(calls.call("order_service", "cancel", id, Order.class));
    Note note = new Note(id.id(), refund.cents() + " cents refunded: " + failed.error());
    await(calls.publish("payments.refunded", note));
  }
}
