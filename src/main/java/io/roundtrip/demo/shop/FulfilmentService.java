package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.Shipment;
import io.roundtrip.demo.shop.Shop.Status;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceException;

/** Packs and sends. Stateless. Nobody waits for it: what it throws is published on {@code errors.fulfilment_service.ship}. */
@Service("fulfilment_service")
final class FulfilmentService {
  private final ServiceClient calls;
  private final SimulatedWork work;

  FulfilmentService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @AsyncRpc
  void ship(Shipment request) {
    await(work.takes(120));
    Order order =
        await(calls.call("order_service", "find", new OrderId(request.orderId()), Order.class));
    if (order.status() == Status.CANCELLED) {
      throw ServiceException.refused("order '" + order.id() + "' is cancelled");
    }
    if (request.item().equals(Shop.OUT_OF_STOCK)) {
      throw ServiceException.refused("no " + request.item() + " is left in the warehouse");
    }
    await(
        calls.publish(
            "parcels.sent",
            new Note(
                request.orderId(), "parcel sent: " + request.quantity() + " x " + request.item())));
  }
}
