package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.EventReader.Told;
import io.roundtrip.demo.shop.Shop.CreateOrder;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderCreated;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The customer waits until it is known that there is an order; who else cares is not the shop's business. Confined to the demo's thread. */
final class EventsPart {
  private final Stage stage;

  EventsPart(Stage stage) {
    this.stage = stage;
  }

  void play() {
    stage.begin("3. EVENT-DRIVEN");
    Order first = create("ada@example.org", "stethoscope");
    ShopHttp.Answer published =
        stage.step(
            "POST /events/orders.created",
            () ->
                stage
                    .http()
                    .post("/events/orders.created", JsonObject.mapFrom(OrderCreated.of(first))),
            answer -> answer.status() + " " + answer.body().encode());
    Order second = create("nobody", "thermometer");
    stage.step(
        "client.publish orders.created",
        () -> stage.calls().publish("orders.created", OrderCreated.of(second)).await(),
        id -> "event " + id);
    stage.total();
    stage.expect("status of the event", 202, published.status());
    List<Told> told =
        stage.behind(
            Map.of(
                "orders.created", 2,
                "inventory.reserved", 2,
                "tracking.opened", 2,
                "emails.sent", 1,
                "emails.failed", 1,
                "alerts.emails", 1));
    stage.expect("mailed", first.id(), orderOf("emails.sent", told));
    stage.expect("not mailed", second.id(), orderOf("emails.failed", told));
    stage.expect("reported", second.id(), orderOf("alerts.emails", told));
  }

  private Order create(String email, String item) {
    return stage.step(
        "client.call order_service create",
        () ->
            stage
                .calls()
                .call("order_service", "create", new CreateOrder(email, item, 1), Order.class)
                .await(),
        Order::toString);
  }

  private static String orderOf(String subject, List<Told> told) {
    return told.stream()
        .filter(one -> one.subject().equals(subject))
        .map(Told::orderId)
        .findFirst()
        .orElse("none");
  }
}
