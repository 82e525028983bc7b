package io.roundtrip.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventHubTest {
  private final EventHub<String> hub = new EventHub<>("e1", new EventRing(5, 100_000));
  private final List<EventPage> pages = new ArrayList<>();

  private static Publication event(String subject, String json) {
    return new Publication(subject, "m", json.getBytes(UTF_8), null, null, false);
  }

  private void publish(String subject, int times) {
    for (int i = 0; i < times; i++) {
      hub.publish(event(subject, "1"), 0);
    }
  }

  private EventPage pull(String pattern, @Nullable String after) {
    pages.clear();
    assertTrue(ask(pattern, after, 100));
    return pages.getFirst();
  }

  private boolean ask(String pattern, @Nullable String after, long untilNanos) {
    return hub.tryPull(
        new EventQuestion(
            new SubjectPattern(pattern), after == null ? null : EventId.parse(after), untilNanos),
        pages::add);
  }

  private static List<String> ids(EventPage page) {
    return page.events().stream().map(event -> event.id().toString()).toList();
  }

  @Test
  void numbersEventsAndSaysWhoHandlesThem() {
    hub.subscribe("orders.*", "all");
    hub.subscribe("orders.created", "created");
    var published = hub.publish(event("orders.created", "{}"), 7);
    assertEquals("e1-1", published.event().id().toString());
    assertEquals(List.of("all", "created"), published.handlers().stream().sorted().toList());
    assertEquals(List.of("all"), hub.publish(event("orders.paid", "{}"), 7).handlers());
    assertEquals(2, hub.published());
  }

  @Test
  void aReaderIsToldWhereTheEndIsAndMissesNothingAfterIt() {
    publish("a", 2);
    assertEquals(new EventPage(List.of(), new EventId("e1", 2), false), pull("a", null));
    publish("a", 1);
    assertEquals(List.of("e1-3"), ids(pull("a", "e1-2")));
  }

  @Test
  void aReaderThatHasEverythingWaitsForTheNextEventThatFits() {
    publish("a", 1);
    assertTrue(ask("b", "e1-1", 100));
    assertEquals(List.of(), pages);
    publish("a", 1);
    assertEquals(List.of(), pages);
    publish("b", 1);
    assertEquals(List.of("e1-3"), ids(pages.getFirst()));
    assertEquals(0, hub.waiting());
    publish("b", 1);
    assertEquals(1, pages.size());
  }

  @Test
  void aWaitEndsWithTheTimeAndNeedNotLookAtWhatHasPassedAgain() {
    assertTrue(ask("b", "e1-0", 100));
    publish("a", 3);
    hub.expire(99);
    assertEquals(List.of(), pages);
    hub.expire(100);
    assertEquals(List.of(new EventPage(List.of(), new EventId("e1", 3), false)), pages);
  }

  @Test
  void oneThatFellOffTheRingIsToldOfAGapAndGoesOnWithTheOldest() {
    publish("a", 8);
    EventPage page = pull("a", "e1-2");
    assertTrue(page.gap());
    assertEquals(List.of("e1-4", "e1-5", "e1-6", "e1-7", "e1-8"), ids(page));
    assertEquals(1, hub.gaps());
    assertFalse(pull("a", "e1-3").gap());
  }

  @Test
  void anIdOfAnEarlierLifeIsAGapToo() {
    publish("a", 2);
    EventPage page = pull("a", "e0-900");
    assertTrue(page.gap());
    assertEquals(List.of("e1-1", "e1-2"), ids(page));
    assertTrue(pull("a", "e1-3").gap());
  }

  @Test
  void theRingIsBoundedByBytesToo() {
    EventRing ring = new EventRing(100, 3_000);
    EventHub<String> small = new EventHub<>("e", ring);
    for (int i = 0; i < 50; i++) {
      small.publish(event("a", "\"" + "x".repeat(300) + "\""), 0);
      assertTrue(ring.bytes() <= 3_000, () -> "bytes " + ring.bytes());
    }
    assertEquals(5, ring.count());
    small.publish(event("a", "\"" + "x".repeat(5_000) + "\""), 0);
    assertEquals(1, ring.count());
  }

  @Test
  void refusesOneWaitTooMany() {
    for (int i = 0; i < EventHub.MOST_WAITING; i++) {
      assertTrue(ask("a", "e1-0", 100));
    }
    assertFalse(ask("a", "e1-0", 100));
    hub.close();
    assertEquals(EventHub.MOST_WAITING, pages.size());
  }

  /** However a reader's pulls fall between publications: it has every event that fits, once and in order, or a gap. */
  @Test
  void aReaderByCursorMissesNothingButWhatAGapSays() {
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EventHub<String> source = new EventHub<>("e", new EventRing(20, 1_000_000));
      List<Long> fitting = new ArrayList<>();
      List<Long> read = new ArrayList<>();
      EventId[] cursor = {new EventId("e", 0)};
      boolean[] waiting = {false};
      long[] lostBefore = {0};
      for (int step = 0; step < 300; step++) {
        if (random.nextInt(4) > 0) {
          String subject = random.nextBoolean() ? "a" : "b";
          EventId id = source.publish(event(subject, "1"), 0).event().id();
          if (subject.equals("a")) {
            fitting.add(id.sequence());
          }
        } else if (!waiting[0]) {
          waiting[0] = true;
          source.tryPull(
              new EventQuestion(new SubjectPattern("a"), cursor[0], step + random.nextInt(20)),
              page -> {
                waiting[0] = false;
                if (page.gap()) {
                  lostBefore[0] =
                      page.events().isEmpty()
                          ? page.next().sequence() + 1
                          : page.events().getFirst().id().sequence();
                  fitting.removeIf(one -> one < lostBefore[0] && one > last(read));
                }
                page.events().forEach(one -> read.add(one.id().sequence()));
                cursor[0] = page.next();
              });
        }
        source.expire(step);
      }
      long end = last(read);
      assertEquals(fitting.stream().filter(one -> one <= end).toList(), read, "seed " + seed);
      assertTrue(read.size() > 20, "seed " + seed);
    }
  }

  private static long last(List<Long> read) {
    return read.isEmpty() ? 0 : read.getLast();
  }
}
