package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that are tables: what is read, and what is wrong. */
final class PostgresTargetErrorsTest {
  private static final String ENGINE =
      "store: { embedded: { directory: d } }\n" + ConfFolder.ENGINE;
  private static final String COLUMNS = "columns: { a: /a, b: /b }";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private ConfLoader.Loaded load(String destination) {
    String route = "id: lab\nformat: json\nto: [ { id: wh, " + destination + " } ]\n";
    return folder.with("engine.yaml", ENGINE).with("routes/lab.yaml", route).load();
  }

  private List<String> errors(String destination) {
    return load(destination).errors().stream()
        .map(
            error ->
                error
                    .toString()
                    .replace(folder.path() + "/", "")
                    .replaceFirst("^routes/lab.yaml:3:[0-9]+: route 'lab': ", ""))
        .toList();
  }

  private void says(String expected, String keys) {
    assertEquals(
        List.of("destination 'wh': " + expected), errors("postgres: { " + keys + " }"), () -> keys);
  }

  private DestinationConf read(String destination) {
    ConfLoader.Loaded loaded = load(destination);
    assertEquals(List.of(), loaded.errors(), () -> destination);
    EngineConf conf = loaded.conf();
    if (conf == null) {
      throw new AssertionError("no conf");
    }
    return conf.routes().getFirst().to().getFirst();
  }

  private static DestinationConf.Postgres table(DestinationConf conf) {
    return assertInstanceOf(DestinationConf.Postgres.class, conf.target());
  }

  @Test
  void readsATableWithWhatItLeavesOut() {
    DestinationConf conf = read("postgres: { table: lab.orders, columns: { a: /a, b: '*' } }");
    DestinationConf.Postgres table = table(conf);
    assertEquals("lab.orders", table.table());
    assertEquals(List.of("a", "b"), List.copyOf(table.columns().keySet()));
    assertEquals(
        List.of("/a", "*"), table.columns().values().stream().map(PathText::text).toList());
    assertEquals(new DestinationConf.Conflict.Reject(), table.onConflict());
    assertEquals(
        new DestinationConf.Batch(100, 1L << 20, Duration.ofMillis(10), true), table.batch());
    assertEquals(1000, conf.concurrency());
    assertEquals(Duration.ofSeconds(5), conf.timeout());
  }

  @Test
  void readsWhatIsGiven() {
    DestinationConf conf =
        read(
            "postgres: { table: t, "
                + COLUMNS
                + ", on-conflict: 'update: a', batch: { age: 2s, when-idle: wait }, timeout: 4s,"
                + " concurrency: 7 }");
    assertEquals(new DestinationConf.Conflict.Update(List.of("a")), table(conf).onConflict());
    assertEquals(
        new DestinationConf.Batch(null, null, Duration.ofSeconds(2), false), table(conf).batch());
    assertEquals(7, conf.concurrency());
    assertEquals(
        new DestinationConf.Conflict.Ignore(),
        table(read("postgres: { table: t, " + COLUMNS + ", on-conflict: ignore }")).onConflict());
  }

  @Test
  void needsAStore() {
    folder
        .with("engine.yaml", ConfFolder.ENGINE)
        .with(
            "routes/lab.yaml",
            "id: lab\nformat: json\nto: [ { id: wh, postgres: { table: t, " + COLUMNS + " } } ]\n");
    assertEquals(1, folder.errors().size(), () -> folder.errors().toString());
  }

  @Test
  void needsATableAndColumns() {
    says("'postgres.table' is missing", COLUMNS);
    says("'postgres.columns' is missing", "table: t");
    says("postgres.columns must be a map with at least one entry", "table: t, columns: {}");
    says("postgres.columns.a must not be empty", "table: t, columns: { a: '', b: /b }");
  }

  @Test
  void refusesNamesThatNoTableOrColumnCanHave() {
    says(
        "postgres.table must be a table's name, or its schema's and its own, got 'a.b.c'",
        "table: a.b.c, " + COLUMNS);
    says("postgres.table must not have an empty name, got '.t'", "table: .t, " + COLUMNS);
    String name = "x".repeat(64);
    says(
        "postgres.table must have names of at most 63 bytes, got '" + name + "'",
        "table: " + name + ", " + COLUMNS);
    says(
        "postgres.columns must have names of at most 63 bytes, got '" + name + "'",
        "table: t, columns: { " + name + ": /a }");
    assertEquals(
        "x".repeat(63),
        table(read("postgres: { table: " + "x".repeat(63) + ", " + COLUMNS + " }")).table());
  }

  @Test
  void refusesConflictsThatCannotBe() {
    says(
        "postgres.on-conflict must be reject, ignore or update:<key column>,…, got 'replace'",
        "table: t, on-conflict: replace, " + COLUMNS);
    says(
        "postgres.on-conflict names the column 'c', which is not in columns",
        "table: t, on-conflict: 'update:c', columns: { patient: /a }");
    says(
        "postgres.on-conflict leaves no column to update: write ignore",
        "table: t, on-conflict: 'update:a,b', " + COLUMNS);
    says(
        "postgres.on-conflict names a column twice",
        "table: t, on-conflict: 'update:a,a', columns: { a: /a, b: /b, c: /c }");
  }

  @Test
  void refusesBatchesThatWouldNotClose() {
    says(
        "when-idle: wait needs age, or the last rows of a quiet time would wait for the next",
        "table: t, batch: { when-idle: wait, count: 5 }, " + COLUMNS);
    says(
        "postgres.batch with when-idle: wait needs an age of at most half the timeout, which is 5s,"
            + " got 3s",
        "table: t, batch: { when-idle: wait, age: 3s }, " + COLUMNS);
    read("postgres: { table: t, batch: { when-idle: flush, age: 3s }, " + COLUMNS + " }");
    says(
        "postgres.batch.count must be a whole number from 1 to 10000, got '0'",
        "table: t, batch: { count: 0 }, " + COLUMNS);
    says(
        "postgres.batch.bytes must be at most 64MiB, got 65MiB",
        "table: t, batch: { bytes: 65MiB }, " + COLUMNS);
    says(
        "postgres.batch.when-idle must be one of flush, wait, got 'never'",
        "table: t, batch: { age: 1s, when-idle: never }, " + COLUMNS);
  }
}
