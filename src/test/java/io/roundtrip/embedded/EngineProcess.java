package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM with an embedded PostgreSQL, to be killed: stops when its standard input ends. */
final class EngineProcess {
  private EngineProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(Path.of(arguments[0]), Patience.USUAL)) {
      Access access = postgres.access();
      System.out.println("reachable " + access.socketFolder() + " " + access.password());
      while (System.in.read() >= 0) {
        // Only its end matters.
      }
    } catch (EmbeddedPostgresException refused) {
      System.out.println("refused " + refused.getMessage());
    }
    System.out.println("ended");
  }
}
