package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.CreateOrder;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.Status;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceException;

/** Orders. Confined to its virtual-thread context: another of its methods goes on only while one awaits. */
@Service("order_service")
final class OrderService {
  private final SimulatedWork work;
  private final Recent<Order> orders = new Recent<>();
  private int last;

  OrderService(SimulatedWork work) {
    this.work = work;
  }

  @Rpc
  Order create(CreateOrder request) {
    Integer price = Shop.PRICES.get(request.item());
    if (price == null) {
      throw ServiceException.refused(404, "item '" + request.item() + "' is not sold here");
    }
    // Taken before the first await, after which another call may have run.
    String id = "o-" + ++last;
    await(work.takes(20));
    Order order =
        new Order(
            id,
            request.email(),
            request.item(),
            request.quantity(),
            price * request.quantity(),
            Status.CREATED);
    orders.put(id, order);
    return order;
  }

  @Rpc
  Order find(OrderId request) {
    Order order = orders.get(request.id());
    if (order == null) {
      throw ServiceException.refused(404, "there is no order '" + request.id() + "'");
    }
    return order;
  }

  @Rpc
  Order paid(OrderId request) {
    Order order = find(request);
    if (order.status() == Status.CANCELLED) {
      throw ServiceException.refused("order '" + request.id() + "' is cancelled");
    }
    return become(order, Status.PAID);
  }

  /** Undoes an order, in whatever state it is; doing it twice is as good as once. */
  @Rpc(idempotent = true, attempts = 3)
  Order cancel(OrderId request) {
    return become(find(request), Status.CANCELLED);
  }

  private Order become(Order order, Status status) {
    Order changed = order.with(status);
    orders.put(changed.id(), changed);
    return changed;
  }
}
