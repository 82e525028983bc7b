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
              Receipt receipt = new Receipt("r-" + ++last, request.orderId(), request.cents());
              receipts.put(request.orderId(), receipt);
              return Future.succeededFuture(receipt);
            });
  }

  /** Gives back what was paid for an order, if anything was: doing it twice is as good as once. */
  @Rpc(idempotent = true, attempts = 3)
  Future<Refund> refund(OrderId request) {
    Receipt receipt = receipts.remove(request.id());
    int cents = receipt == null ? 0 : receipt.cents();
    return work.takes(30).map(done -> new Refund(request.id(), cents));
  }
}
