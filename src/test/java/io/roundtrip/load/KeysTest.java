package io.roundtrip.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {
  private static final int DRAWS = 200_000;

  @Test
  void areReadAsWritten() {
    assertInstanceOf(Keys.Own.class, Keys.parse("none"));
    assertEquals(new Keys.Uniform(100), Keys.parse("100"));
    assertInstanceOf(Keys.Zipf.class, Keys.parse("zipf:100:1.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "x",
        "zipf",
        "zipf:1",
        "zipf:0:1",
        "zipf:9:11",
        "zipf:9:1.1.1",
        "1000001"
      })
  void sayWhatIsWrongWithOthers(String text) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Keys.parse(text));
    assertTrue(String.valueOf(wrong.getMessage()).contains("got"), wrong.getMessage());
  }

  @Test
  void ofItsOwnEachNeverComeTwice() {
    SplittableRandom random = new SplittableRandom(1);
    assertEquals("k7", new Keys.Own().key(7, random));
    assertEquals("k8", new Keys.Own().key(8, random));
  }

  @Test
  void uniformComeEquallyOften() {
    int[] counts = counts(new Keys.Uniform(20), 20);
    for (int count : counts) {
      assertEquals(DRAWS / 20.0, count, 5 * Math.sqrt(DRAWS / 20.0));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 1.1, 2})
  void zipfComeByThePowerOfTheirRank(double exponent) {
    int keys = 50;
    double sum = 0;
    for (int rank = 1; rank <= keys; rank++) {
      sum += Math.pow(rank, -exponent);
    }
    int[] counts = counts(new Keys.Zipf(keys, exponent), keys);
    for (int rank = 1; rank <= keys; rank++) {
      double expected = DRAWS * Math.pow(rank, -exponent) / sum;
      assertEquals(expected, counts[rank - 1], 5 * Math.sqrt(expected) + 1, "rank " + rank);
    }
  }

  @Test
  void zipfOfOneKeyIsThatKey() {
    assertEquals(DRAWS, counts(new Keys.Zipf(1, 1), 1)[0]);
  }

  private static int[] counts(Keys keys, int count) {
    SplittableRandom random = new SplittableRandom(11);
    int[] counts = new int[count];
    for (int i = 0; i < DRAWS; i++) {
      counts[Integer.parseInt(keys.key(i, random).substring(1)) - 1]++;
    }
    return counts;
  }
}
