package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.shop.Shop.Email;
import io.roundtrip.demo.shop.Shop.EmailFailed;
import io.roundtrip.demo.shop.Shop.Note;
import io.roundtrip.demo.shop.Shop.OrderCreated;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.On;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import java.util.regex.Pattern;

/** Mails. Stateless. An address to which none can be sent is no fault of the code: it is an event of its own. */
@Service("email_service")
final class EmailService {
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

  private final ServiceClient calls;
  private final SimulatedWork work;

  EmailService(ServiceClient calls, SimulatedWork work) {
    this.calls = calls;
    this.work = work;
  }

  @On(value = "orders.created", concurrency = 16)
  void onOrder(OrderCreated order) {
    send(new Email(order.orderId(), order.email()));
  }

  @AsyncRpc
  void send(Email mail) {
    await(work.takes(70));
    if (ADDRESS.matcher(mail.address()).matches()) {
      await(
          calls.publish("emails.sent", new Note(mail.orderId(), "mail sent to " + mail.address())));
    } else {
      await(
          calls.publish(
              "emails.failed",
              new EmailFailed(mail.orderId(), mail.address(), "that is no address")));
    }
  }

  /** Reports a mail that could not be sent to who looks after the shop. */
  @On("emails.failed")
  void report(EmailFailed failed) {
    String text = "no mail to '" + failed.address() + "': " + failed.reason();
    await(calls.publish("alerts.emails", new Note(failed.orderId(), text)));
  }
}
