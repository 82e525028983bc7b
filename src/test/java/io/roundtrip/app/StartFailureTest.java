package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class StartFailureTest {
  @Test
  void namesTheRemedyWhereAPortIsTaken() {
    String sentence =
        StartFailure.sentence(
            new CompletionException(
                new IllegalStateException("port 8080 on 0.0.0.0", new BindException("in use"))));
    assertTrue(sentence.startsWith("roundtrip: cannot listen: port 8080 on 0.0.0.0; "), sentence);
    assertTrue(sentence.contains("http.port"), sentence);
  }

  @Test
  void namesTheKindOfAFailureThatNobodyForesaw() {
    assertEquals(
        "roundtrip: ArithmeticException: / by zero",
        StartFailure.sentence(new ArithmeticException("/ by zero")));
  }
}
