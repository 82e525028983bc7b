package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Confirmation;
import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;

/** Tells customers that their order has come. Stateless. */
@Service("confirmation_service")
final class ConfirmationService {
  private final ServiceClient calls;
  private final SimulatedWork work;

  ConfirmationService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @AsyncRpc
  void send(Confirmation request) {
    await(work.takes(80));
    await(
        calls.publish(
            "confirmations.sent",
            new Note(request.orderId(), "confirmation sent to " + request.email())));
  }
}
