package io.roundtrip.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging of the command line: one line per event on standard error, from the level that {@code ROUNDTRIP_LOG} names
 * (info). Used once, by logback, while it starts.
 *
 * <p>In code, because reading logback's XML takes longer than the rest of its start. A program that embeds the engine
 * keeps its own conf: this one applies only after {@link #enable}, which {@link Main} alone calls.
 */
public final class StderrLogging extends ContextAwareBase implements Configurator {
  private static final String ENABLED = "roundtrip.logging";
  private static final String LEVEL = "ROUNDTRIP_LOG";

  /** Nothing below an error from now on, unless {@code ROUNDTRIP_LOG} is set. */
  static void onlyErrors() {
    if (System.getenv(LEVEL) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
      // These have levels of their own, which would let warnings through.
      context.getLogger("io.vertx").setLevel(Level.ERROR);
      context.getLogger("io.netty").setLevel(Level.ERROR);
    }
  }

  /** Called by logback's service loader. */
  public StderrLogging() {}

  /** From now on this program's logging is set up here. Before the first logger is asked for. */
  static void enable() {
    System.setProperty(ENABLED, "stderr");
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(ENABLED) == null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogLine line = new LogLine();
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setName("stderr");
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr);
    // What they say below a warning concerns their own developers.
    context.getLogger("io.vertx").setLevel(Level.WARN);
    context.getLogger("io.netty").setLevel(Level.WARN);
    setLevel(root, System.getenv().getOrDefault(LEVEL, "info"));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static void setLevel(ch.qos.logback.classic.Logger root, String wanted) {
    Level level = Level.toLevel(wanted, null);
    root.setLevel(level == null ? Level.INFO : level);
    if (level == null) {
      root.warn(
          "ROUNDTRIP_LOG must be trace, debug, info, warn, error or off, got '{}'; logging from"
              + " info",
          wanted);
    }
  }
}
