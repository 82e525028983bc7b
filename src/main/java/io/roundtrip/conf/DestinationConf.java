package io.roundtrip.conf;

import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A destination of a route. Immutable.
 *
 * @param place where it stands
 * @param id unique in its route
 * @param target the system behind it
 * @param required whether the acknowledgement policy counts it (already false for the others under {@code primary})
 * @param idempotent whether the message may be sent again after an unknown, 408, 429 or 5xx
 * @param concurrency how many messages may be in flight to it, over all shards
 * @param timeout how long one attempt may take, connecting included
 * @param retry the retries
 * @param breaker the circuit breaker, null if none
 */
public record DestinationConf(
    Place place,
    String id,
    Target target,
    boolean required,
    boolean idempotent,
    int concurrency,
    Duration timeout,
    Retry retry,
    @Nullable Breaker breaker) {

  /** The system behind a destination. */
  public sealed interface Target {}

  /**
   * A system that takes messages over HTTP/1.1.
   *
   * @param url with scheme http or https, a host, and no fragment
   * @param method POST, PUT or PATCH
   * @param success the statuses that confirm a message, as bits
   * @param headers sent with every message
   * @param maxResponse the most bytes of an answer that are read; a longer one is unknown
   * @param keepAlive how long an idle connection is kept
   * @param batch how messages travel together; null where each is a request
   */
  public record Http(
      URI url,
      String method,
      BitSet success,
      Map<String, String> headers,
      int maxResponse,
      Duration keepAlive,
      @Nullable ArrayBatch batch)
      implements Target {
    /** Without the URL's query and the headers' values, which may be secret. */
    @Override
    public String toString() {
      String place = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
      return "Http[" + method + " " + place + ", headers " + headers.keySet() + "]";
    }
  }

  /**
   * Messages that travel as the items of one JSON array.
   *
   * @param place where it stands
   * @param when when a batch closes; it has every limit
   * @param split whether a batch that is rejected as a whole is halved until the items at fault are found
   */
  public record ArrayBatch(Place place, Batch when, boolean split) {}

  /**
   * A system that takes HL7 v2 in MLLP frames. As many messages are in flight to it as it has connections.
   *
   * @param maxResponse the most bytes of an acknowledgement that are read; a longer one is unknown
   * @param keepAlive how long an idle connection is kept
   * @param tls null for none
   */
  public record Mllp(
      String host, int port, int maxResponse, Duration keepAlive, TlsConf.@Nullable Client tls)
      implements Target {}

  /** A consumer on the event bus. */
  public record EventBus(String address) implements Target {}

  /**
   * A table of the store's database.
   *
   * @param table its name, or its schema's and its own with a dot between them
   * @param columns each with the path of its value in the message as it is sent; {@code *} for all of it
   * @param onConflict what happens to a row whose key is there already
   * @param batch when a batch of rows closes
   */
  public record Postgres(
      String table, Map<String, PathText> columns, Conflict onConflict, Batch batch)
      implements Target {}

  /** What happens to a row whose key is there already. */
  public sealed interface Conflict {
    /** The destination has said no. */
    record Reject() implements Conflict {}

    /** The row that is there stays, and the message is delivered. */
    record Ignore() implements Conflict {}

    /** The row that is there gets the new values of all other columns. */
    record Update(List<String> key) implements Conflict {}
  }

  /**
   * When a batch closes: at whichever comes first.
   *
   * @param count rows or items; null for no such limit
   * @param bytes of the messages; null for no such limit
   * @param age of the oldest; null for no such limit
   * @param flushWhenIdle whether it also closes as soon as none is under way
   */
  public record Batch(
      @Nullable Integer count,
      @Nullable Long bytes,
      @Nullable Duration age,
      boolean flushWhenIdle) {}

  /**
   * Retries inside the deadline.
   *
   * @param attempts all attempts, the first included; 1 means no retry
   * @param backoff the pause before the second attempt
   * @param factor by which the pause grows
   * @param maxBackoff the longest pause
   */
  public record Retry(int attempts, Duration backoff, double factor, Duration maxBackoff) {
    /** No retry. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, 1, Duration.ZERO);
  }

  /**
   * A circuit breaker.
   *
   * @param failures consecutive failures that open it; an answer 4xx is none
   * @param openFor how long it stays open before one message may try
   */
  public record Breaker(int failures, Duration openFor) {}
}
