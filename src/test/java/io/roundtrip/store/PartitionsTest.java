package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which days are made and dropped. */
final class PartitionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

  @Test
  void theFirstUpkeepMakesYesterdayTodayAndTomorrow() {
    assertEquals(
        new Partitions.Upkeep(List.of(TODAY.minusDays(1), TODAY, TODAY.plusDays(1)), List.of()),
        Partitions.plan(NOON, Duration.ofDays(30), Set.of()));
  }

  @Test
  void whatIsThereIsLeft() {
    assertEquals(
        new Partitions.Upkeep(List.of(TODAY.plusDays(1)), List.of()),
        Partitions.plan(NOON, Duration.ofDays(30), Set.of("journal_20260228", "journal_20260301")));
  }

  @Test
  void aDayIsDroppedOnceItsLastMomentIsOldEnough() {
    Set<String> days =
        Set.of("journal_20260227", "journal_20260228", "journal_20260301", "journal_20260302");
    Duration day = Duration.ofDays(1);
    Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
    assertEquals(List.of(), Partitions.plan(midnight.minusMillis(1), day, days).drop());
    assertEquals(
        List.of(LocalDate.parse("2026-02-27")), Partitions.plan(midnight, day, days).drop());
  }

  @Test
  void noDayIsMadeToBeDropped() {
    assertEquals(
        new Partitions.Upkeep(List.of(TODAY, TODAY.plusDays(1)), List.of()),
        Partitions.plan(NOON, Duration.ofHours(1), Set.of()));
  }

  @Test
  void aTableOfAnotherNameIsLeftAlone() {
    assertEquals(
        List.of(),
        Partitions.plan(
                NOON, Duration.ofDays(1), Set.of("journal_archive", "journal_19990231", "old"))
            .drop());
  }
}
