package io.roundtrip.demo.shop;

import java.util.Map;

/** What the shop's services are asked, answer and publish. All of it is immutable, and passed by reference in the JVM. */
final class Shop {
  /** What is sold, and for how many cents. */
  static final Map<String, Integer> PRICES =
      Map.of("stethoscope", 8_990, "thermometer", 1_250, "lamp", 4_500);

  /** Sold, and not there to be sent. */
  static final String OUT_OF_STOCK = "lamp";

  /** A card that every bank's test system declines. */
  static final String DECLINED_CARD = "4000000000000002";

  private static final int MOST_PIECES = 1_000;

  private Shop() {}

  // Requests and answers ----------------------------------------------------------------------

  /** What a customer wants. Who sends something else is told so: 422. */
  record CreateOrder(String email, String item, int quantity) {
    CreateOrder {
      if (email.isBlank()) {
        throw new IllegalArgumentException("email must not be blank");
      }
      if (quantity < 1 || quantity > MOST_PIECES) {
        throw new IllegalArgumentException(
            "quantity must be 1 to " + MOST_PIECES + ", got " + quantity);
      }
    }
  }

  /** How far an order is. */
  enum Status {
    /** Nobody has paid. */
    CREATED,
    /** Somebody has. */
    PAID,
    /** Nothing will come of it. */
    CANCELLED
  }

  /** An order. */
  record Order(String id, String email, String item, int quantity, int cents, Status status) {
    Order with(Status next) {
      return new Order(id, email, item, quantity, cents, next);
    }
  }

  /** Which order. */
  record OrderId(String id) {}

  /** What is to be paid, and by which card. */
  record Charge(String orderId, int cents, String card) {
    Charge {
      if (cents < 1) {
        throw new IllegalArgumentException("cents must be positive, got " + cents);
      }
    }
  }

  /** It is paid. */
  record Receipt(String id, String orderId, int cents) {}

  /** What was given back; 0 cents where nothing had been paid. */
  record Refund(String orderId, int cents) {}

  /** An order and its payment in one. */
  record PlaceOrder(CreateOrder order, String card) {}

  /** It is ordered and paid. */
  record Placed(String orderId, String receiptId, int cents) {}

  /** What a customer is to be told. */
  record Confirmation(String orderId, String email) {}

  /** What was sold. */
  record Sale(String orderId, int cents) {}

  /** What is to be packed. */
  record Shipment(String orderId, String item, int quantity) {}

  /** A mail. */
  record Email(String orderId, String address) {}

  /** One of many pieces of work. */
  record Item(String run, int number) {}

  // Events ------------------------------------------------------------------------------------

  /** On {@code orders.created}. */
  record OrderCreated(String orderId, String email, String item, int quantity) {
    static OrderCreated of(Order order) {
      return new OrderCreated(order.id(), order.email(), order.item(), order.quantity());
    }
  }

  /** On {@code emails.failed}. */
  record EmailFailed(String orderId, String address, String reason) {}

  /** On all subjects that say what was done: for which order, and in words. */
  record Note(String orderId, String text) {}
}
