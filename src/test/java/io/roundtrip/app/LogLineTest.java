package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LogLineTest {
  @Test
  void writesTimeLevelLoggerMessageAndKeys() {
    LoggingEvent event = event("delivered");
    event.addKeyValuePair(new KeyValuePair("route", "lab-orders"));
    event.addKeyValuePair(new KeyValuePair("error", "no connection"));
    assertEquals(
        "1970-01-01T00:00:01.005Z INFO Worker  delivered route=lab-orders error=\"no connection\""
            + System.lineSeparator(),
        new LogLine().doLayout(event));
  }

  @Test
  void keepsAValueWithALineEndOnOneLine() {
    LoggingEvent event = event("refused\r\nforged");
    event.addKeyValuePair(new KeyValuePair("error", "a\nb"));
    assertEquals(
        "1970-01-01T00:00:01.005Z INFO Worker  refused?\\nforged error=a\\nb"
            + System.lineSeparator(),
        new LogLine().doLayout(event));
  }

  private static LoggingEvent event(String message) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("io.roundtrip.verticles.Worker"),
            Level.INFO,
            message,
            null,
            null);
    event.setTimeStamp(1005);
    return event;
  }
}
