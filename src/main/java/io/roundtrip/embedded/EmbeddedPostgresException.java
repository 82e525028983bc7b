package io.roundtrip.embedded;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the embedded PostgreSQL cannot run here, and what to do: one sentence for whoever starts the engine. */
public final class EmbeddedPostgresException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private static final String EXTERNAL = "set store.url to an external PostgreSQL";

  private EmbeddedPostgresException(
      Path directory, String why, String remedy, @Nullable Throwable cause) {
    super(
        "store.embedded: PostgreSQL cannot run in " + directory + ": " + why + "; " + remedy,
        cause);
  }

  /** For what nothing on this machine cures. */
  static EmbeddedPostgresException of(Path directory, String why) {
    return new EmbeddedPostgresException(directory, why, EXTERNAL, null);
  }

  /** As above, for what the operating system refused. */
  static EmbeddedPostgresException of(Path directory, String why, Throwable cause) {
    return new EmbeddedPostgresException(directory, why, EXTERNAL, cause);
  }

  /** For what can also be put right here. */
  static EmbeddedPostgresException curable(Path directory, String why, String remedy) {
    return new EmbeddedPostgresException(directory, why, remedy + ", or " + EXTERNAL, null);
  }
}
