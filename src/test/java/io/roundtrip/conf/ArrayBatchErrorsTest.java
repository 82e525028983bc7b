package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.conf.DestinationConf.ArrayBatch;
import io.roundtrip.conf.DestinationConf.Batch;
import io.roundtrip.conf.DestinationConf.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Destinations over HTTP that take arrays: what is read, and what is wrong. */
final class ArrayBatchErrorsTest {
  private static final String JSON = "format: json";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path).with("engine.yaml", ConfFolder.ENGINE);
  }

  private ConfLoader.Loaded load(String format, String keys) {
    String route =
        "id: lab\n" + format + "\nto:\n  - { id: lis, http: { url: 'http://h/', " + keys + " } }\n";
    return folder.with("routes/lab.yaml", route).load();
  }

  private List<String> errors(String format, String keys) {
    return load(format, keys).errors().stream()
        .map(error -> error.toString().replace(folder.path() + "/", ""))
        .toList();
  }

  private void says(String expected, String keys) {
    assertEquals(List.of("routes/lab.yaml:4:" + expected), errors(JSON, keys), () -> keys);
  }

  private DestinationConf read(String keys) {
    ConfLoader.Loaded loaded = load(JSON, keys);
    assertEquals(List.of(), loaded.errors(), () -> keys);
    EngineConf conf = loaded.conf();
    if (conf == null) {
      throw new AssertionError("no conf");
    }
    return conf.routes().getFirst().to().getFirst();
  }

  private static @Nullable ArrayBatch batch(DestinationConf conf) {
    return assertInstanceOf(Http.class, conf.target()).batch();
  }

  private static ArrayBatch given(DestinationConf conf) {
    ArrayBatch batch = batch(conf);
    if (batch == null) {
      throw new AssertionError("no batch");
    }
    return batch;
  }

  @Test
  void withoutBatchEachMessageIsARequest() {
    DestinationConf conf = read("method: PUT");
    assertNull(batch(conf));
    assertEquals(64, conf.concurrency());
  }

  @Test
  void readsABatchWithWhatItLeavesOut() {
    DestinationConf conf = read("batch: { count: 7 }");
    assertEquals(new Batch(7, 1L << 20, Duration.ofMillis(10), true), given(conf).when());
    assertEquals(false, given(conf).split());
    assertEquals(1000, conf.concurrency());
    DestinationConf empty = read("batch: {}");
    assertEquals(new Batch(100, 1L << 20, Duration.ofMillis(10), true), given(empty).when());
  }

  @Test
  void readsWhatIsGiven() {
    DestinationConf conf =
        read(
            "concurrency: 9, batch: { count: 5, bytes: 2KiB, age: 1s, when-idle: wait, on-failure:"
                + " split }");
    assertEquals(new Batch(5, 2048L, Duration.ofSeconds(1), false), given(conf).when());
    assertEquals(true, given(conf).split());
    assertEquals(9, conf.concurrency());
  }

  @Test
  void refusesWhatIsOutOfRangeAtItsPlace() {
    says(
        "58: route 'lab': destination 'lis': http.batch.count must be a whole number from 1 to"
            + " 1000, got '1001'",
        "batch: { count: 1001 }");
    says(
        "63: route 'lab': destination 'lis': http.batch.on-failure must be one of fail, split, got"
            + " 'retry'",
        "batch: { on-failure: retry }");
    says("51: route 'lab': destination 'lis': unknown key 'http.batch.size'", "batch: { size: 5 }");
  }

  @Test
  void refusesBatchesThatWouldBeSentTooLateOrNeverFull() {
    says(
        "49: route 'lab': destination 'lis': http.batch with when-idle: wait needs an age of at"
            + " most half the timeout, which is 5s, got 3s",
        "batch: { age: 3s, when-idle: wait }");
    read("batch: { age: 3s }");
    says(
        "66: route 'lab': destination 'lis': http.batch with when-idle: wait needs a count of at"
            + " most the concurrency, which is 10, or no batch is ever full, got 20",
        "concurrency: 10, batch: { count: 20, when-idle: wait }");
    read("concurrency: 10, batch: { count: 20 }");
  }

  @Test
  void needsMessagesThatAreJson() {
    String wrong =
        "routes/lab.yaml:4:49: route 'lab': destination 'lis': http.batch sends the items of a JSON"
            + " array, which needs format: json, or a map with format: json";
    for (String format :
        List.of("format: text", "format: hl7v2", "format: bytes", "deadline: 5s")) {
      assertEquals(List.of(wrong), errors(format, "batch: {}"), () -> format);
    }
    String toJson = "map: { format: json, rules: [ { to: /a, from: PID-3.1 } ] }";
    folder.with(
        "routes/lab.yaml",
        "id: lab\nformat: hl7v2\n"
            + toJson
            + "\nto: [ { id: lis, http: { url: 'http://h/', batch: {} } } ]\n");
    assertEquals(List.of(), folder.errors());
    String toHl7 = "map: { format: hl7v2, rules: [ { to: PID-3.1, from: /a } ] }";
    folder.with(
        "routes/lab.yaml",
        "id: lab\nformat: json\n"
            + toHl7
            + "\nto: [ { id: lis, http: { url: 'http://h/', batch: {} } } ]\n");
    assertEquals(1, folder.errors().size(), () -> folder.errors().toString());
  }
}
