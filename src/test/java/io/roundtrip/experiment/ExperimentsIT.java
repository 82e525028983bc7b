package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shortest form of each experiment, for real. What it measures then means nothing; that it measures is what counts. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExperimentsIT {
  @TempDir Path folder;

  @Test
  void queriesUnderLoad() throws Exception {
    QueriesPlan plan = QueriesPlan.of(100, 1, Duration.ofMillis(500), Duration.ofMillis(50));
    Findings findings = new QueriesExperiment().run(plan, (done, step) -> {});
    Findings.Table queries = findings.tables().get(0);
    assertEquals(List.of("10", "100", "160"), column(queries, 0));
    assertEquals(List.of("100.0 %", "100.0 %", "100.0 %"), column(queries, 6));
    for (List<String> design : findings.tables().get(1).rows()) {
      assertTrue(!design.get(2).equals("0"), () -> "no updates: " + design);
    }
    assertDrawn(findings);
  }

  @Test
  void batchSizeAndAge() throws Exception {
    BatchesPlan plan = new BatchesPlan(List.of(1, 100), List.of(1, 10), Duration.ofMillis(200), 5);
    Findings findings = new BatchesExperiment().run(plan, (done, step) -> {});
    for (Findings.Table table : findings.tables()) {
      assertEquals(List.of("1", "100", "1", "100"), column(table, 0));
      assertEquals(List.of("1", "1", "10", "10"), column(table, 1));
      assertTrue(!column(table, 2).contains("0"), () -> "nothing was delivered: " + table.rows());
    }
    assertDrawn(findings);
  }

  @Test
  void cpuBoundWork() throws Exception {
    CpuPlan plan = new CpuPlan(List.of(1, 3), 1, Duration.ofMillis(100), 2);
    Findings findings = new CpuExperiment().run(plan, (done, step) -> {});
    List<List<String>> points = findings.tables().get(0).rows();
    assertEquals(8, points.size());
    for (List<String> point : points) {
      assertTrue(!point.get(2).equals("0"), () -> "nothing was processed: " + point);
      assertTrue(!point.get(4).isEmpty(), () -> "no thread had any CPU: " + point);
    }
    assertEquals(5, findings.tables().get(1).rows().size());
    List<Findings.Timeline> schedules =
        findings.plots().stream()
            .filter(Findings.Timeline.class::isInstance)
            .map(Findings.Timeline.class::cast)
            .toList();
    assertEquals(5, schedules.size());
    for (Findings.Timeline schedule : schedules) {
      long ran = schedule.lanes().stream().mapToLong(lane -> lane.spans().size()).sum();
      assertEquals(CpuPlan.BATCH, ran, schedule.title());
    }
    assertEquals(1, schedules.get(0).lanes().size(), "one loop, one lane");
    assertEquals(1, schedules.get(1).lanes().size(), "one loop, one lane");
    assertTrue(schedules.get(2).lanes().size() > 1, "all loops, a lane each");
    assertDrawn(findings);
  }

  @Test
  void queueSizing() throws Exception {
    QueueingPlan plan =
        new QueueingPlan(
            List.of(10, 1_000),
            List.of(QueueingPlan.Policy.values()),
            200,
            2,
            100_000,
            Duration.ofMillis(300),
            1_000);
    Findings findings = new QueueingExperiment().run(plan, (done, step) -> {});
    List<List<String>> cells = findings.tables().getFirst().rows();
    assertEquals("400/400", cells.get(0).get(2), "senders that wait lose nothing");
    assertEquals("400/400", cells.get(1).get(2));
    assertTrue(!cells.get(2).get(3).equals("0.0 %"), () -> "10 places took 200: " + cells.get(2));
    assertEquals("400/400", cells.get(3).get(2), "1,000 places are enough for 200");
    assertTrue(!cells.get(4).get(3).equals("0.0 %"), () -> "10 places took 200: " + cells.get(4));
    assertEquals("400/400", cells.get(5).get(2), "1,000 places are enough for 200");
    assertDrawn(findings);
  }

  private static List<String> column(Findings.Table table, int column) {
    return table.rows().stream().map(row -> row.get(column)).toList();
  }

  private void assertDrawn(Findings findings) throws Exception {
    Report.write(folder, 1, "question", Depth.QUICK, findings);
    for (Findings.Picture picture : findings.plots()) {
      assertTrue(Files.size(folder.resolve(picture.file())) > 1_000, picture.file());
    }
  }
}
