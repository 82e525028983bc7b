package io.roundtrip.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where there can be no embedded PostgreSQL, without starting one. */
final class RefusalTest {
  @TempDir private Path directory;

  @Test
  void aMachineWithoutBinariesIsToldSo() {
    EmbeddedPostgresException refused =
        assertThrows(
            EmbeddedPostgresException.class, () -> Binaries.in(directory, "mac os x aarch64"));
    assertEquals(
        "store.embedded: PostgreSQL cannot run in "
            + directory
            + ": it has binaries for linux on amd64 and aarch64, not for mac os x aarch64; set"
            + " store.url to an external PostgreSQL",
        refused.getMessage());
  }

  @Test
  void aFileInTheFoldersPlaceIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    EmbeddedPostgresException refused =
        assertThrows(
            EmbeddedPostgresException.class, () -> EmbeddedPostgres.start(file, Patience.USUAL));
    assertEquals(
        "store.embedded: PostgreSQL cannot run in "
            + file
            + ": "
            + file
            + " is not a folder; set store.url to an external PostgreSQL",
        refused.getMessage());
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException {
    assertTrue(
        Pattern.compile(
                "<postgres.version>" + Pattern.quote(Binaries.VERSION) + "</postgres.version>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .find());
    assertTrue(Binaries.VERSION.startsWith(Binaries.MAJOR + "."));
  }
}
