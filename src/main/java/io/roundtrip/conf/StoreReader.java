package io.roundtrip.conf;

import io.roundtrip.conf.EngineConf.Journal;
import io.roundtrip.conf.EngineConf.Location;
import io.roundtrip.conf.EngineConf.Store;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code store}. Immutable. Its URL may hold a secret and is in no error; who connects checks it. */
final class StoreReader {
  private static final int MAX_CONNECTIONS = 1_000;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final Words<Journal> JOURNALS =
      Words.of("off", Journal.OFF)
          .or("outcome", Journal.OUTCOME)
          .or("write-ahead", Journal.WRITE_AHEAD);

  private StoreReader() {}

  /** Null where there is no store, or something is wrong in it. */
  static @Nullable Store read(YamlMap root) {
    YamlMap store = root.map("store", Section.STORE);
    if (store == null) {
      return null;
    }
    YamlValue embedded = store.get("embedded");
    YamlValue url = store.get("url");
    YamlValue given = store.get("journal");
    Journal journal = given == null ? Journal.OUTCOME : JOURNALS.read(given);
    Duration retain = store.time("retain", Duration.ofDays(30), DAY, LONGEST);
    boolean storeBodies = store.flag("store-bodies", false);
    int connections = store.integer("connections", 16, 1, MAX_CONNECTIONS);
    if (retain.toMillis() % DAY.toMillis() != 0) {
      wrong(store, "retain", "must be whole days, such as 30d");
    }
    if (storeBodies && journal == Journal.OFF && (embedded != null || url != null)) {
      wrong(store, "store-bodies", "needs a journal, which keeps them");
    }
    if (url == null) {
      wrong(store, "password", "belongs to url, which is not given");
    }
    if (url != null && embedded != null) {
      url.error("and embedded exclude each other: the database is the engine's own, or another");
      return null;
    }
    Location location =
        embedded != null ? embedded(embedded) : url != null ? external(store, url) : null;
    if (embedded == null && url == null) {
      needLocation(store, journal);
    }
    return location == null || journal == null
        ? null
        : new Store(location, journal, retain, storeBodies, connections);
  }

  /** Without a database there is nothing to say but that nothing is kept. */
  private static void needLocation(YamlMap store, @Nullable Journal journal) {
    if (!store.has("journal")) {
      store.error("store needs embedded: { directory: … } or url; or journal: off");
    } else if (journal != null && journal != Journal.OFF) {
      wrong(store, "journal", "needs embedded: { directory: … } or url, to keep it in");
    }
    wrong(store, "retain", "belongs to embedded or url, and neither is given");
    wrong(store, "store-bodies", "belongs to embedded or url, and neither is given");
    wrong(store, "connections", "belongs to embedded or url, and neither is given");
  }

  private static @Nullable Location embedded(YamlValue value) {
    YamlMap embedded = value.map(Section.EMBEDDED);
    YamlValue directory = embedded == null ? null : embedded.needed("directory");
    String text = directory == null ? null : directory.word();
    if (directory == null || text == null) {
      return null;
    }
    try {
      return new Location.Embedded(folder(value).resolve(text).normalize());
    } catch (InvalidPathException notOne) {
      directory.error("is not a path");
      return null;
    }
  }

  private static @Nullable Location external(YamlMap store, YamlValue url) {
    String text = url.word();
    String password = password(store.get("password"));
    return text == null ? null : new Location.External(text, url.place(), folder(url), password);
  }

  private static String password(@Nullable YamlValue value) {
    if (value == null) {
      return "";
    }
    // What stands in a conf stands in its backups, its history and its reviews.
    if (!value.written().contains("${") && !value.isMap() && !value.isList()) {
      value.error("must refer to a secret, such as \"${env:PGPASSWORD}\" or \"${file:path}\"");
      return "";
    }
    String text = value.word();
    return text == null ? "" : text;
  }

  private static Path folder(YamlValue value) {
    return value.file().path().toAbsolutePath().resolveSibling("");
  }

  private static void wrong(YamlMap store, String key, String what) {
    YamlValue value = store.get(key);
    if (value != null) {
      value.error(what);
    }
  }
}
