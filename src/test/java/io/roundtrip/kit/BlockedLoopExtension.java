package io.roundtrip.kit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test during which Vert.x warned of a blocked event loop. Registered for every test by its service file. */
public final class BlockedLoopExtension implements BeforeAllCallback, AfterEachCallback {
  private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
  private static final Queue<String> WARNINGS = new ConcurrentLinkedQueue<>();
  private static boolean listening;

  @Override
  public void beforeAll(ExtensionContext context) {
    listen();
  }

  private static synchronized void listen() {
    if (!listening && LoggerFactory.getLogger(CHECKER) instanceof Logger logger) {
      listening = true;
      AppenderBase<ILoggingEvent> appender =
          new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
              WARNINGS.add(event.getFormattedMessage());
            }
          };
      appender.setContext(logger.getLoggerContext());
      appender.start();
      logger.addAppender(appender);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    String warning = WARNINGS.poll();
    WARNINGS.clear();
    if (warning != null) {
      throw new AssertionError("an event loop was blocked: " + warning);
    }
  }
}
