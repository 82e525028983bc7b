package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.demo.Scene.Take;
import io.roundtrip.future.LoopFutures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FuturesDemoTest {
  private final StringWriter told = new StringWriter();

  @Test
  void everyCombinatorIsPlayedInBothStylesAndComesOutAsExpected() {
    try (FuturesDemo demo = FuturesDemo.start(new PrintWriter(told))) {
      assertTrue(demo.tell(), told::toString);
    }
    String text = told.toString();
    for (Method method : LoopFutures.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        int scene = text.indexOf("\n   " + method.getName());
        assertTrue(scene > 0, method.getName());
        String lines = text.substring(scene, text.indexOf("\n\n", scene));
        assertTrue(lines.contains("\n     loop "), lines);
        assertTrue(lines.contains("\n     awaited "), lines);
      }
    }
  }

  @Test
  void whatCameIsHeldAgainstWhatWasExpected() {
    try (FuturesDemo demo = FuturesDemo.start(new PrintWriter(told))) {
      assertFalse(demo.isAsExpected(), "nothing was played");
      demo.chapter(
          "Right", List.of(new Scene("one", "plus one", 2, new Take("plain", () -> 1 + 1))));
      assertTrue(demo.isAsExpected(), told::toString);
      demo.chapter("Wrong", List.of(new Scene("two", "plus one", 2, new Take("plain", () -> 3))));
      assertFalse(demo.isAsExpected(), told::toString);
    }
    assertEquals(1, told.toString().split("NOT AS EXPECTED", -1).length - 1, told::toString);
  }

  @Test
  void anErrorIsNotWhatWasExpectedEither() {
    try (FuturesDemo demo = FuturesDemo.start(new PrintWriter(told))) {
      Take failing =
          new Take(
              "plain",
              () -> {
                throw new IllegalStateException("out of order");
              });
      demo.chapter("Failed", List.of(new Scene("one", "fails", 2, failing)));
      assertFalse(demo.isAsExpected());
    }
    assertTrue(
        told.toString().contains("failed: java.lang.IllegalStateException: out of order"),
        told::toString);
  }
}
