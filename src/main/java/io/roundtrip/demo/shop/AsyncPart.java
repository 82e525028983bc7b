package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.Shop.CreateOrder;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.Sale;
import io.roundtrip.demo.shop.Shop.Shipment;
import io.roundtrip.service.Accepted;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The customer waits for the order alone; the rest is accepted, and done behind it. Confined to the demo's thread. */
final class AsyncPart {
  private final Stage stage;

  AsyncPart(Stage stage) {
    this.stage = stage;
  }

  void play() {
    stage.begin("2. ASYNCHRONOUS RPC");
    Order order =
        stage.step(
            "client.call order_service create",
            () ->
                stage
                    .calls()
                    .call(
                        "order_service",
                        "create",
                        new CreateOrder("ada@example.org", "thermometer", 3),
                        Order.class)
                    .await(),
            Order::toString);
    ShopHttp.Answer confirmation =
        stage.step(
            "POST /rpc/confirmation_service/send",
            () ->
                stage
                    .http()
                    .post(
                        "/rpc/confirmation_service/send",
                        new JsonObject().put("orderId", order.id()).put("email", order.email())),
            answer -> answer.status() + " " + answer.body().encode());
    accepted("analytics_service", "record", new Sale(order.id(), order.cents()));
    accepted(
        "fulfilment_service", "ship", new Shipment(order.id(), order.item(), order.quantity()));
    stage.total();
    stage.expect("status of the confirmation", 202, confirmation.status());
    stage.behind(Map.of("confirmations.sent", 1, "sales.recorded", 1, "parcels.sent", 1));
  }

  private void accepted(String service, String method, Object request) {
    Accepted accepted =
        stage.step(
            "client.callAsync " + service + " " + method,
            () -> stage.calls().callAsync(service, method, request).await(),
            it -> "accepted as " + it.messageId());
    stage.expect("stored", false, accepted.durable());
  }
}
