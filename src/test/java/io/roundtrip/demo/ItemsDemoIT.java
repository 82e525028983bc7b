package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ItemsDemoIT {
  @Test
  void everyRouteAnswersAsItShould() throws Exception {
    StringWriter told = new StringWriter();
    try (ItemsDemo demo = ItemsDemo.start(new PrintWriter(told, true))) {
      assertTrue(demo.tell(), told::toString);
    }
    assertTrue(told.toString().contains("/user/7/full"), told::toString);
  }
}
