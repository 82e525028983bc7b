package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.EventReader.Told;
import io.roundtrip.demo.shop.Shop.Charge;
import io.roundtrip.demo.shop.Shop.Email;
import io.roundtrip.demo.shop.Shop.Item;
import io.roundtrip.demo.shop.Shop.Receipt;
import io.roundtrip.service.Accepted;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What waiting costs: one after the other, in batches, and all at once. Confined to the demo's thread. */
final class PerformancePart {
  private static final int FEW = 5;
  private static final int ITEMS = 100;
  private static final int BATCH = 10;

  /** Timers have whole milliseconds, and may be one early by another clock. */
  private static final long PAYMENT_NANOS = 99_000_000;

  private final Stage stage;

  PerformancePart(Stage stage) {
    this.stage = stage;
  }

  void play() {
    stage.begin("PERFORMANCE");
    long payments = payments();
    long emails = emails();
    stage.line(
        "Five payments, each awaited: %d ms; five mails, accepted: %d ms, done: see above"
            .formatted(Stage.millis(payments), Stage.millis(emails)));
    stage.expect("payments one after the other", true, payments >= FEW * PAYMENT_NANOS);
    stage.expect("mails accepted sooner than payments are made", true, emails < payments);
    long batches = items("batches", BATCH);
    long atOnce = items("at-once", ITEMS);
    stage.expect("all at once is sooner than in batches", true, atOnce < batches);
  }

  private long payments() {
    long start = System.nanoTime();
    for (int i = 1; i <= FEW; i++) {
      Charge charge = new Charge("p-" + i, 100 * i, SyncPart.GOOD_CARD);
      stage.step(
          "payment " + i + ", awaited",
          () -> stage.calls().call("payment_service", "charge", charge, Receipt.class).await(),
          Receipt::toString);
    }
    return System.nanoTime() - start;
  }

  private long emails() {
    List<Future<Accepted>> accepted = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 1; i <= FEW; i++) {
      Email mail = new Email("p-" + i, "ada@example.org");
      accepted.add(stage.calls().callAsync("email_service", "send", mail));
    }
    stage.step(
        "five mails, accepted",
        () -> Future.all(accepted).await(),
        all -> all.size() + " accepted");
    long nanos = System.nanoTime() - start;
    stage.total();
    stage.behind(Map.of("emails.sent", FEW));
    return nanos;
  }

  /** All items, so many at a time: each batch is over when its completion events have come. */
  private long items(String run, int atATime) {
    Set<Integer> done = new TreeSet<>();
    int completions = 0;
    long start = System.nanoTime();
    for (int first = 0; first < ITEMS; first += atATime) {
      List<Future<Accepted>> accepted = new ArrayList<>();
      for (int i = first; i < first + atATime; i++) {
        accepted.add(stage.calls().callAsync("item_service", "process", new Item(run, i)));
      }
      Future.all(accepted).await();
      for (Told told : stage.collect(Map.of("items.done", atATime))) {
        completions++;
        if (told.data().getString("run", "").equals(run)) {
          done.add(told.data().getInteger("number"));
        }
      }
    }
    long nanos = System.nanoTime() - start;
    stage.line(
        "%d items, %d at a time: %d completion events after %d ms"
            .formatted(ITEMS, atATime, completions, Stage.millis(nanos)));
    stage.expect("completion events of " + run, ITEMS, completions);
    stage.expect("different items of " + run, ITEMS, done.size());
    return nanos;
  }
}
