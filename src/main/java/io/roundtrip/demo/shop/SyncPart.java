package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.Shop.Charge;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.Receipt;
import io.roundtrip.demo.shop.Shop.Status;
import io.roundtrip.service.Service;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The customer waits for every step, and knows its result before the next. Confined to the demo's thread. */
final class SyncPart {
  static final String GOOD_CARD = "4111111111111111";

  private final Stage stage;

  /** Part of the order service, as whoever waits for it likes to have it. */
  @Service("order_service")
  interface Orders {
    Order paid(OrderId id);
  }

  SyncPart(Stage stage) {
    this.stage = stage;
  }

  void play() {
    stage.begin("1. SYNCHRONOUS RPC");
    ShopHttp.Answer order =
        stage.step(
            "POST /rpc/order_service/create",
            () -> stage.http().post("/rpc/order_service/create", order("stethoscope", 2)),
            answer -> answer.status() + " " + answer.body().encode());
    String id = order.text("id");
    Receipt receipt =
        stage.step(
            "client.call payment_service charge",
            () ->
                stage
                    .calls()
                    .call(
                        "payment_service",
                        "charge",
                        new Charge(id, order.body().getInteger("cents", 1), GOOD_CARD),
                        Receipt.class)
                    .await(),
            Receipt::toString);
    Order paid =
        stage.step(
            "a typed proxy: orders.paid(id)",
            () -> stage.calls().proxy(Orders.class).paid(new OrderId(id)),
            it -> "status " + it.status());
    ShopHttp.Answer refused =
        stage.step(
            "POST …/create, with a quantity of 0",
            () -> stage.http().post("/rpc/order_service/create", order("stethoscope", 0)),
            answer -> answer.status() + " " + answer.text("detail"));
    stage.total();
    stage.line("Nothing went on behind it: whoever asked has waited for all of it.");
    stage.expect("status of the order", 200, order.status());
    stage.expect("cents paid", 2 * 8_990, receipt.cents());
    stage.expect("the order", Status.PAID, paid.status());
    stage.expect("status of a quantity of 0", 422, refused.status());
    stage.behind(Map.of());
  }

  static JsonObject order(String item, int quantity) {
    return new JsonObject()
        .put("email", "ada@example.org")
        .put("item", item)
        .put("quantity", quantity);
  }
}
