package io.roundtrip.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.model.Format;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadsTest {
  @Test
  void putKeyAndNumberWhereTheTemplateHasThem() {
    assertEquals("<k3>5</k3>", make("<{{key}}>{{sequence}}</{{key}}>", null));
  }

  @Test
  void leaveEverythingElseByteByByte() {
    byte[] any = new byte[256];
    for (int i = 0; i < any.length; i++) {
      any[i] = (byte) i;
    }
    assertArrayEquals(any, Payloads.of(any, null).make(1, "k", new SplittableRandom(1)));
    assertEquals("{{name}} {key}", make("{{name}} {key}", null));
  }

  @Test
  void haveTheSizeThatIsAskedFor() {
    SplittableRandom random = new SplittableRandom(2);
    Payloads payloads =
        Payloads.of("{{key}} {{fill}}.".getBytes(ISO_8859_1), new Sizes(10, 200_000));
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = 1; i < 2_000; i++) {
      byte[] message = payloads.make(i, "k" + i, random);
      shortest = Math.min(shortest, message.length);
      longest = Math.max(longest, message.length);
      assertEquals('.', message[message.length - 1]);
    }
    assertTrue(shortest >= 10 && shortest < 1_000, "shortest " + shortest);
    assertTrue(longest <= 200_000 && longest > 199_000, "longest " + longest);
  }

  @Test
  void areLongerWhereTheirTextAloneIs() {
    assertEquals("a long text ", make("a long text {{fill}}", Sizes.of(3)));
  }

  @Test
  void refuseASizeThatNothingCouldFill() {
    assertThrows(IllegalArgumentException.class, () -> make("text", Sizes.of(10)));
    assertThrows(IllegalArgumentException.class, () -> make("{{fill}}{{fill}}", Sizes.of(10)));
  }

  @ParameterizedTest
  @CsvSource({"1KiB,1024,1024", "512..4096,512,4096", "1..2KiB,1,2048", "64MiB,67108864,67108864"})
  void readSizesAsWritten(String text, int least, int most) {
    assertEquals(new Sizes(least, most), Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "x", "4..3", "..", "1..", "65MiB", "9GiB"})
  void refuseSizesThatAreNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/key", "/a/b/c", "/entry/0/resource/id", "/a/0/0"})
  void madeUpJsonHasTheKeyWhereTheRouteReadsIt(String pointer) throws Exception {
    byte[] json =
        Payloads.of(Envelopes.of(Format.JSON, pointer), Sizes.of(300))
            .make(5, "k3", new SplittableRandom(1));
    assertEquals(300, json.length);
    JsonNode tree = new ObjectMapper().readTree(json);
    assertEquals("k3", tree.at(pointer).asText());
    assertEquals(5, tree.path("sequence").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "JSON,/0/id",
    "JSON,/a/1",
    "JSON,/fill",
    "JSON,/sequence/x",
    "JSON,/a~1b",
    "HL7V2,OBR-2"
  })
  void saysThatNoMessageIsMadeUpForAnOddKey(Format format, String key) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Envelopes.of(format, key));
    assertTrue(String.valueOf(refused.getMessage()).contains("--body"), refused.getMessage());
  }

  @Test
  void madeUpHl7HasTheKeyAsPatientsId() {
    String message =
        new String(
            Payloads.of(Envelopes.of(Format.HL7V2, "PID-3.1"), null)
                .make(5, "k3", new SplittableRandom(1)),
            ISO_8859_1);
    assertEquals("PID|1||k3", message.split("\r", -1)[1]);
    assertEquals("5", message.split("\r", -1)[0].split("\\|", -1)[9]);
  }

  @Test
  void aKeyInAHeaderIsNamed() {
    assertEquals("X-Order", Envelopes.keyHeader("header:X-Order"));
    assertEquals(null, Envelopes.keyHeader("/id"));
  }

  @Test
  void areTheSameForTheSameSeedAndDifferBetweenMessages() {
    Payloads payloads = Payloads.of("{{fill}}".getBytes(ISO_8859_1), Sizes.of(64));
    byte[] one = payloads.make(1, "k", new SplittableRandom(4));
    assertArrayEquals(one, payloads.make(1, "k", new SplittableRandom(4)));
    assertNotEquals(
        new String(one, ISO_8859_1),
        new String(payloads.make(1, "k", new SplittableRandom(5)), ISO_8859_1));
  }

  private static String make(String template, @Nullable Sizes sizes) {
    return new String(
        Payloads.of(template.getBytes(ISO_8859_1), sizes).make(5, "k3", new SplittableRandom(1)),
        ISO_8859_1);
  }
}
