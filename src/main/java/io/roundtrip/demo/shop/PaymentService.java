package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.Shop.Charge;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.Receipt;
import io.roundtrip.demo.shop.Shop.Refund;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceException;
import io.vertx.core.Future;

/** Payments. Loop-confined: all its methods return futures, and so run on the event loop of its home shard. */
@Service("payment_service")
final class PaymentService {
  private final SimulatedWork work;
  private final Recent<Receipt> receipts = new Recent<>();
  private final Recent<Refund> refunds = new Recent<>();
  private int last;

  PaymentService(SimulatedWork work) {
    this.work = work;
  }

  @Rpc(concurrency = 16, queue = 256, timeout = "2s")
  Future<Receipt> charge(Charge request) {
    return work.takes(100)
        .compose(
            bankAnswered -> {
              if (request.card().equals(Shop.DECLINED_CARD)) {
                return Future.failedFuture(
                    ServiceException.refused(402, "the bank declines the card"));
              }
              if (refunds.get(request.orderId()) != null) {
                return Future.failedFuture(
                    ServiceException.refused("the order was given up meanwhile"));
              }
              Receipt receipt = new Receipt("r-" + ++last, request.orderId(), request.cents());
              receipts.put(request.orderId(), receipt);
              return Future.succeededFuture(receipt);
            });
  }

  /**
   * Gives back what was paid for an order, if anything was, and sees to it that nothing will be, should it come before a charge
   * that is still under way. Doing it twice is as good as once.
   */
  @Rpc(idempotent = true, attempts = 3)
  Future<Refund> refund(OrderId request) {
    Receipt receipt = receipts.remove(request.id());
    Refund before = refunds.get(request.id());
    int cents = receipt == null ? 0 : receipt.cents();
    Refund refund = before == null ? new Refund(request.id(), cents) : before;
    refunds.put(request.id(), refund);
    return work.takes(30).map(done -> refund);
  }
}
