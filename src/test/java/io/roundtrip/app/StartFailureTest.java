package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class StartFailureTest {
  @Test
  void saysWhatWasForeseenInItsOwnWords() {
    assertEquals(
        "roundtrip: cannot listen on 0.0.0.0:8080",
        StartFailure.sentence(
            new CompletionException(new IllegalStateException("cannot listen on 0.0.0.0:8080"))));
  }

  @Test
  void namesTheKindOfAFailureThatNobodyForesaw() {
    assertEquals(
        "roundtrip: ArithmeticException: / by zero",
        StartFailure.sentence(new ArithmeticException("/ by zero")));
  }
}
