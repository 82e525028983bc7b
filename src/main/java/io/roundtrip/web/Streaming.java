package io.roundtrip.web;

import io.roundtrip.pg.PgClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A body that is made while it is sent. Immutable; what it is made by runs once for each answer.
 *
 * <p>It has its end when its source has returned. If the source throws, the connection is broken off, so that nobody takes a
 * part for the whole. A drain ends events at once, and waits for the others until its time is over.
 *
 * <p>On a virtual thread by {@link #chunked}, {@link #events} and {@link #lines}; on the event loop by their {@code onLoop}
 * forms, whose future says when the source is through.
 */
public final class Streaming {
  private static final String EVENTS = "text/event-stream";
  private static final String LINES = "application/x-ndjson";
  private static final int ROWS_AT_ONCE = 100;

  private final String contentType;
  private final boolean endless;
  private final @Nullable Source source;
  private final @Nullable Function<? super Out, ? extends Future<?>> chain;

  /** Makes a body, on a virtual thread. */
  @FunctionalInterface
  public interface Source {
    /**
     * Sends all of it; what it throws breaks the connection off. When nobody reads any more, what it sends fails with {@link
     * StreamEnded}, and if it waits for something else it is interrupted.
     */
    void sendTo(Out out) throws Exception;
  }

  private Streaming(
      String contentType,
      boolean endless,
      @Nullable Source source,
      @Nullable Function<? super Out, ? extends Future<?>> chain) {
    this.contentType = contentType;
    this.endless = endless;
    this.source = source;
    this.chain = chain;
  }

  /** Bytes or text, in pieces. */
  public static Streaming chunked(String contentType, Source source) {
    return new Streaming(contentType, false, source, null);
  }

  /** {@link #chunked} on the event loop. */
  public static Streaming chunkedOnLoop(
      String contentType, Function<? super Out, ? extends Future<?>> source) {
    return new Streaming(contentType, false, null, source);
  }

  /** Server-sent events, by {@link Out#event}; with nothing to send, a comment every 15 s shows who has left. */
  public static Streaming events(Source source) {
    return new Streaming(EVENTS, true, source, null);
  }

  /** {@link #events} on the event loop. */
  public static Streaming eventsOnLoop(Function<? super Out, ? extends Future<?>> source) {
    return new Streaming(EVENTS, true, null, source);
  }

  /** A line of JSON for each value, by {@link Out#line}. */
  public static Streaming lines(Source source) {
    return new Streaming(LINES, false, source, null);
  }

  /** {@link #lines} on the event loop. */
  public static Streaming linesOnLoop(Function<? super Out, ? extends Future<?>> source) {
    return new Streaming(LINES, false, null, source);
  }

  /**
   * A line of JSON for each row of a result of any size: 100 rows are in memory at a time, and the next are asked for when
   * the reader has taken those. The client's time limit bounds the whole of it, so hand over one that has time: {@code
   * pg.within(Duration.ofMinutes(10))}.
   */
  public static <T> Streaming rows(
      PgClient pg, String sql, Tuple args, Function<? super Row, ? extends T> mapper) {
    return linesOnLoop(out -> pg.<T>stream(sql, args, ROWS_AT_ONCE, mapper, out::lines));
  }

  String contentType() {
    return contentType;
  }

  /** Whether it may go on for ever, so that a drain has to end it. */
  boolean isEndless() {
    return endless;
  }

  @Nullable Source source() {
    return source;
  }

  @Nullable Function<? super Out, ? extends Future<?>> chain() {
    return chain;
  }
}
