package io.roundtrip.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MllpFramesTest {
  private static final int MOST = 100;

  /** Notes what it is told: a frame as its content, a fault with its name before the beginning. */
  private static final class Notes implements MllpFrames.Reader {
    final List<String> all = new ArrayList<>();
    int stopBehind = Integer.MAX_VALUE;

    @Override
    public boolean onFrame(byte[] content) {
      all.add(new String(content, ISO_8859_1));
      return all.size() < stopBehind;
    }

    @Override
    public boolean onFault(MllpFrames.Fault fault, byte[] head) {
      all.add(fault + ":" + new String(head, ISO_8859_1));
      return all.size() < stopBehind;
    }
  }

  private final Notes notes = new Notes();
  private final MllpFrames frames = new MllpFrames(MOST);

  private List<String> read(String... reads) {
    for (String bytes : reads) {
      byte[] all = bytes.getBytes(ISO_8859_1);
      assertEquals(all.length, frames.read(all, 0, all.length, notes));
    }
    return notes.all;
  }

  private static String frame(String content) {
    return new String(MllpFrames.frame(content.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  @Test
  void readsAFrameInOneReadAndByteByByte() {
    assertEquals(List.of("MSH|a\rPID|b\r"), read(frame("MSH|a\rPID|b\r")));
    read(frame("second").split("", -1));
    assertEquals(List.of("MSH|a\rPID|b\r", "second"), notes.all);
    assertFalse(frames.isInFrame());
    assertEquals(0, frames.held());
  }

  @Test
  void readsManyFramesInOneRead() {
    assertEquals(List.of("one", "", "three"), read(frame("one") + frame("") + frame("three")));
  }

  @Test
  void passesOverAndCountsWhatIsBetweenFrames() {
    assertEquals(
        List.of("one", "two"), read("GET / HTTP\r\n" + frame("one") + "\n\u001c\r" + frame("two")));
    assertEquals(15, frames.skipped());
    read("xyz");
    assertEquals(3, frames.between());
  }

  @Test
  void aFrameWithoutEndIsAtFaultWhenTheNextOneBegins() {
    assertEquals(List.of("UNENDED:one", "two"), read("\u000bone" + frame("two")));
    assertEquals(
        List.of("UNENDED:one", "two", "UNENDED:three", "four"),
        read("\u000bthree\u001c" + frame("four")));
  }

  @Test
  void aFrameThatIsTooLongIsAtFaultAndTheNextOneIsNot() {
    String most = "x".repeat(MOST);
    assertEquals(
        List.of(most, "OVERSIZED:" + most + "y", "after"),
        read(frame(most) + frame(most + "y") + frame("after")));
  }

  @Test
  void keepsOnlyTheBeginningOfWhatIsAtFault() {
    MllpFrames large = new MllpFrames(1 << 20);
    byte[] much = new byte[2 << 20];
    java.util.Arrays.fill(much, (byte) 'x');
    much[0] = MllpFrames.BEGIN;
    large.read(much, 0, 1 << 20, notes);
    assertTrue(large.held() >= (1 << 20) - 1 && large.held() <= 1 << 20);
    large.read(much, 1 << 20, much.length, notes);
    assertTrue(large.held() <= MllpFrames.HEAD, () -> large.held() + " bytes are held");
    large.read(new byte[] {MllpFrames.END, MllpFrames.RETURN}, 0, 2, notes);
    assertEquals(List.of("OVERSIZED:" + "x".repeat(MllpFrames.HEAD)), notes.all);
    assertEquals(0, large.held());
  }

  @Test
  void controlCharactersThatNoMessageHasAreAtFault() {
    for (char c = 0; c < ' '; c++) {
      boolean framing = c == MllpFrames.BEGIN || c == MllpFrames.END;
      boolean allowed = "\t\n\f\r\u000e\u000f\u001b".indexOf(c) >= 0;
      if (!framing) {
        notes.all.clear();
        String content = "a" + c + "b";
        assertEquals(
            List.of((allowed ? "" : "CONTROL_CHARACTER:") + content, "next"),
            read(frame(content) + frame("next")),
            () -> "control character");
      }
    }
  }

  @Test
  void anEndWithoutReturnIsContentAtFault() {
    assertEquals(
        List.of("CONTROL_CHARACTER:a\u001cb", "next"), read(frame("a\u001cb") + frame("next")));
    assertEquals(
        List.of("CONTROL_CHARACTER:a\u001cb", "next", "CONTROL_CHARACTER:a\u001c"),
        read(frame("a\u001c")));
  }

  @Test
  void tellsTheFirstFaultOfSeveral() {
    assertEquals(
        List.of("CONTROL_CHARACTER:a\u0000b" + "x".repeat(MOST)),
        read(frame("a\u0000b" + "x".repeat(MOST))));
  }

  @Test
  void whatItsReaderCannotTakeIsToldAtItsEnd() {
    read("\u000bMSH|so far");
    frames.refuse();
    assertEquals(List.of(), notes.all);
    assertEquals("MSH|so far", new String(frames.head(), ISO_8859_1));
    assertEquals(
        List.of("NOT_TAKEN:MSH|so far and on", "next"), read(" and on\u001c\r" + frame("next")));
  }

  @Test
  void stopsBehindAFrameWhenItsReaderTakesNoMore() {
    byte[] bytes = (frame("one") + frame("two")).getBytes(ISO_8859_1);
    notes.stopBehind = 1;
    int at = frames.read(bytes, 0, bytes.length, notes);
    assertEquals(frame("one").length(), at);
    notes.stopBehind = 9;
    assertEquals(bytes.length, frames.read(bytes, at, bytes.length, notes));
    assertEquals(List.of("one", "two"), notes.all);
  }

  @Test
  void whateverTheBytesAndHoweverTheyAreCutTheFramesAreTheSame() {
    byte[] alphabet = {
      MllpFrames.BEGIN,
      MllpFrames.BEGIN,
      MllpFrames.END,
      MllpFrames.END,
      MllpFrames.RETURN,
      MllpFrames.RETURN,
      'a',
      'b',
      0,
      '\n',
      (byte) 0xE9
    };
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(12);
      byte[] bytes = new byte[random.nextInt(200)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      Notes whole = new Notes();
      MllpFrames once = new MllpFrames(most);
      once.read(bytes, 0, bytes.length, whole);
      Notes pieces = new Notes();
      MllpFrames cut = new MllpFrames(most);
      int at = 0;
      while (at < bytes.length) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(7));
        pieces.stopBehind = random.nextBoolean() ? pieces.all.size() + 1 : Integer.MAX_VALUE;
        at = cut.read(bytes, at, to, pieces);
        assertTrue(cut.held() <= MllpFrames.HEAD + 1_024);
      }
      int which = seed;
      assertEquals(whole.all, pieces.all, () -> "seed " + which);
      assertEquals(once.isInFrame(), cut.isInFrame(), () -> "seed " + which);
      assertEquals(once.skipped(), cut.skipped(), () -> "seed " + which);
      assertArrayEquals(once.head(), cut.head(), () -> "seed " + which);
    }
  }

  @Test
  void anyContentWithoutFramingCharactersComesOutAsItWentIn() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] content = new byte[random.nextInt(MOST + 1)];
      for (int j = 0; j < content.length; j++) {
        content[j] = (byte) (' ' + random.nextInt(224));
      }
      assertTrue(MllpFrames.canFrame(content));
      notes.all.clear();
      assertEquals(
          List.of(new String(content, ISO_8859_1)), read(frame(new String(content, ISO_8859_1))));
    }
    assertFalse(MllpFrames.canFrame(new byte[] {'a', MllpFrames.BEGIN}));
    assertFalse(MllpFrames.canFrame(new byte[] {MllpFrames.END}));
  }
}
