package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.EventReader.Told;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * One call for the customer, who knows that it is ordered and paid, and all three ways behind it; and what is undone when a step
 * fails. Confined to the demo's thread.
 */
final class MixedPart {
  private final Stage stage;

  MixedPart(Stage stage) {
    this.stage = stage;
  }

  void play() {
    stage.begin("4. MIXED WORKFLOW");
    ShopHttp.Answer placed = place("a good card", "stethoscope", SyncPart.GOOD_CARD);
    ShopHttp.Answer declined = place("a declined card", "thermometer", Shop.DECLINED_CARD);
    ShopHttp.Answer unsent = place("nothing in stock", Shop.OUT_OF_STOCK, SyncPart.GOOD_CARD);
    stage.total();
    List<Told> told =
        stage.behind(
            Map.of(
                "orders.created", 2,
                "inventory.reserved", 2,
                "emails.sent", 2,
                "tracking.opened", 2,
                "confirmations.sent", 2,
                "sales.recorded", 2,
                "parcels.sent", 1,
                "orders.cancelled", 1,
                "errors.fulfilment_service.ship", 1,
                "payments.refunded", 1));
    stage.expect("status with a good card", 200, placed.status());
    stage.expect("status with a declined card", 402, declined.status());
    stage.expect("status with nothing in stock", 200, unsent.status());
    expectUndone("orders.cancelled", "cancelled, 0 cents refunded", told);
    expectUndone("payments.refunded", "4500 cents refunded", told);
    expectState(placed.text("orderId"), "PAID");
    expectState(unsent.text("orderId"), "CANCELLED");
  }

  private ShopHttp.Answer place(String what, String item, String card) {
    JsonObject request = new JsonObject().put("order", SyncPart.order(item, 1)).put("card", card);
    return stage.step(
        "POST …/checkout_service/place, " + what,
        () -> stage.http().post("/rpc/checkout_service/place", request),
        answer ->
            answer.status()
                + " "
                + (answer.status() == 200 ? answer.body().encode() : answer.text("detail")));
  }

  /** What was undone says so, and the order is cancelled. */
  private void expectUndone(String subject, String beginning, List<Told> told) {
    for (Told one : told) {
      if (one.subject().equals(subject)) {
        stage.expect(subject, true, one.text().startsWith(beginning));
        expectState(one.orderId(), "CANCELLED");
      }
    }
  }

  private void expectState(String orderId, String status) {
    ShopHttp.Answer order = stage.http().get("/track/" + orderId);
    stage.line("GET /track/" + orderId + ": " + order.text("status"));
    stage.expect("order " + orderId, status, order.text("status"));
  }
}
