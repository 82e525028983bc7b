package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.ArrayBatch;
import io.roundtrip.conf.DestinationConf.Batch;
import io.roundtrip.conf.DestinationConf.Http;
import io.roundtrip.model.Format;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code batch} of a destination over HTTP. Immutable. */
final class ArrayBatchReader {
  private static final int MOST_ITEMS = 1_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final Words<Boolean> ON_FAILURE = Words.of("fail", false).or("split", true);

  private ArrayBatchReader() {}

  /** Null where messages are sent one by one. */
  static @Nullable ArrayBatch read(YamlMap http) {
    YamlMap batch = http.map("batch", Section.TO_HTTP_BATCH);
    if (batch == null) {
      return null;
    }
    return new ArrayBatch(
        batch.place(),
        new Batch(
            batch.integer("count", 100, 1, MOST_ITEMS),
            batch.size("bytes", 1L << 20, MOST_BYTES),
            batch.positive("age", Duration.ofMillis(10)),
            batch.oneOf("when-idle", true, PostgresTargetReader.WHEN_IDLE)),
        batch.oneOf("on-failure", false, ON_FAILURE));
  }

  /**
   * An array has items that are JSON.
   *
   * @param sent what the route's messages are when they are sent
   */
  static void checkFormat(YamlMap route, Format sent, List<DestinationConf> to) {
    for (DestinationConf destination : to) {
      if (sent != Format.JSON
          && sent != Format.FHIR
          && destination.target() instanceof Http http
          && http.batch() != null) {
        route
            .file()
            .error(
                http.batch().place(),
                "destination '"
                    + destination.id()
                    + "': http.batch sends the items of a JSON array, which needs format: json, or"
                    + " a map with format: json");
      }
    }
  }
}
