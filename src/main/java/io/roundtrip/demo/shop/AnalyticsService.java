package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.Sale;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;

/** What was sold in all. Confined to its virtual-thread context. */
@Service("analytics_service")
final class AnalyticsService {
  private final ServiceClient calls;
  private final SimulatedWork work;
  private int sales;
  private long cents;

  AnalyticsService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @AsyncRpc
  void record(Sale sale) {
    await(work.takes(50));
    sales++;
    cents += sale.cents();
    Note note =
        new Note(sale.orderId(), "sale recorded: " + sales + " so far, " + cents + " cents");
    await(calls.publish("sales.recorded", note));
  }
}
