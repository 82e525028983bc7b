package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.EngineConf.Journal;
import io.roundtrip.conf.EngineConf.Location;
import io.roundtrip.conf.EngineConf.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code store} means, and what is wrong in it. What a test adds begins in line 2. */
final class StoreReaderTest {
  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path, Map.of("PG", "secret", "EMPTY", ""));
  }

  private void says(String expected, String lines) {
    assertEquals(List.of("engine.yaml:" + expected), folder.errorsOfEngine(lines));
  }

  private EngineConf conf(String lines) {
    assertEquals(List.of(), folder.errorsOfEngine(lines));
    return Objects.requireNonNull(folder.load().conf());
  }

  private @Nullable Store store(String lines) {
    return conf(lines).store();
  }

  @Test
  void aDatabaseOfTheEnginesOwnNeedsAFolderAlone() {
    Store store = Objects.requireNonNull(store("store: { embedded: { directory: ../data/pg } }"));
    Path directory = folder.path().toAbsolutePath().resolveSibling("data/pg");
    assertEquals(
        new Store(
            new Location.Embedded(directory), Journal.OUTCOME, Duration.ofDays(30), false, 16),
        store);
    assertTrue(conf("store: { embedded: { directory: d } }").needsStore());
  }

  @Test
  void readsEveryKeyOfAnotherDatabase() {
    Store store =
        Objects.requireNonNull(
            store(
                "store: { url: 'postgresql://u@h/d', password: '${env:PG}', journal: outcome,"
                    + " retain: 7d, connections: 3 }"));
    Location.External location = (Location.External) store.location();
    assertEquals("postgresql://u@h/d", location.url());
    assertEquals(10, location.place().column() - 5);
    assertEquals("secret", location.password());
    assertEquals(folder.path().toAbsolutePath(), location.folder());
    assertEquals(Duration.ofDays(7), store.retain());
    assertEquals(3, store.connections());
    assertFalse(store.toString().contains("secret"), store::toString);
  }

  @Test
  void withTheJournalOffNoDatabaseIsNeeded() {
    assertNull(store("store: { journal: off }"));
    assertFalse(conf("store: { embedded: { directory: d }, journal: off }").needsStore());
  }

  @Test
  void refusesTwoDatabases() {
    says(
        "2:43: store.url and embedded exclude each other: the database is the engine's own, or"
            + " another",
        "store: { embedded: { directory: d }, url: 'postgresql://u@h/d' }");
  }

  @Test
  void refusesWhatHasNoDatabase() {
    says("2:8: store needs embedded: { directory: … } or url; or journal: off", "store: {}");
    says(
        "2:19: store.journal needs embedded: { directory: … } or url, to keep it in",
        "store: { journal: outcome }");
    says(
        "2:32: store.retain belongs to embedded or url, and neither is given",
        "store: { journal: off, retain: 3d }");
    says(
        "2:37: store.connections belongs to embedded or url, and neither is given",
        "store: { journal: off, connections: 3 }");
    says("2:20: 'store.embedded.directory' is missing", "store: { embedded: { } }");
  }

  @Test
  void refusesAPasswordThatIsNoReference() {
    says(
        "2:47: store.password must refer to a secret, such as \"${env:PGPASSWORD}\" or"
            + " \"${file:path}\"",
        "store: { url: 'postgresql://u@h/d', password: secret }");
    says(
        "2:47: store.password needs the environment variable 'NONE', which is not set",
        "store: { url: 'postgresql://u@h/d', password: '${env:NONE}' }");
    says(
        "2:47: store.password must not be empty",
        "store: { url: 'postgresql://u@h/d', password: '${env:EMPTY}' }");
    says(
        "2:48: store.password belongs to url, which is not given",
        "store: { embedded: { directory: d }, password: '${env:PG}' }");
  }

  @Test
  void readsHowMuchTheJournalKeeps() {
    String own = "store: { embedded: { directory: d }, ";
    Store store = Objects.requireNonNull(store(own + "journal: write-ahead, store-bodies: true }"));
    assertEquals(Journal.WRITE_AHEAD, store.journal());
    assertTrue(store.storeBodies());
    says(
        "2:47: store.journal must be one of off, outcome, write-ahead, got 'on'",
        own + "journal: on }");
    says(
        "2:66: store.store-bodies needs a journal, which keeps them",
        own + "journal: off, store-bodies: true }");
    says(
        "2:38: store.store-bodies belongs to embedded or url, and neither is given",
        "store: { journal: off, store-bodies: true }");
  }

  @Test
  void refusesWrongLimits() {
    String own = "store: { embedded: { directory: d }, ";
    says("2:46: store.retain must be at least 24h, got 23h", own + "retain: 23h }");
    says("2:46: store.retain must be whole days, such as 30d", own + "retain: 25h }");
    says("2:46: store.retain must be at most 87600h, got 3651d", own + "retain: 3651d }");
    says(
        "2:51: store.connections must be a whole number from 1 to 1000, got '0'",
        own + "connections: 0 }");
  }
}
