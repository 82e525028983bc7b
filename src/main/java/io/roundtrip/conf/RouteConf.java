package io.roundtrip.conf;

import io.roundtrip.model.Format;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route. Immutable.
 *
 * @param place where it stands
 * @param id unique in the engine
 * @param http its HTTP source, null if it is reached by the event bus alone
 * @param format what its messages are
 * @param reply what the sender is told, and when
 * @param deadline bounds the answer
 * @param maxAge bounds the delivery of a message that was answered before it was delivered
 * @param redelivery how a stored message is tried again
 * @param idempotency how a repeated message is recognised; null where it is not
 * @param key what orders messages of one lane; null if not given
 * @param order which messages wait for each other
 * @param queue its bounds
 * @param filter which messages it takes; null for all
 * @param map what it makes of them; null to pass them on as they came
 * @param to its destinations, at least one
 * @param ack its acknowledgement policy
 * @param respondWith the destination whose answer a delivered message's sender gets; null for none
 * @param state what it remembers of each key; null for nothing
 * @param mllp its MLLP source; null where it has none
 */
public record RouteConf(
    Place place,
    String id,
    @Nullable HttpSource http,
    Format format,
    Reply reply,
    Duration deadline,
    Duration maxAge,
    Redelivery redelivery,
    @Nullable Idempotency idempotency,
    @Nullable PathText key,
    Order order,
    Queue queue,
    @Nullable Condition filter,
    @Nullable MapConf map,
    List<DestinationConf> to,
    Ack ack,
    @Nullable String respondWith,
    @Nullable StateConf state,
    @Nullable MllpSource mllp) {

  /** A path of the ingest port. */
  public record HttpSource(Place place, String path, String method) {}

  /**
   * A port of the route's own, for HL7 v2 in frames.
   *
   * @param place where it stands
   * @param host the address to listen on
   * @param port 0 picks a free one
   * @param maxFrame bytes of a message
   * @param idleTimeout how long a connection may stay without a message
   * @param maxConnections open connections over all shards; one more is closed at once
   * @param encoding the character set of messages whose MSH-18 names none; null for UTF-8
   * @param enhanced whether MSH-15 and MSH-16 decide which acknowledgements there are
   * @param tls null for none
   */
  public record MllpSource(
      Place place,
      String host,
      int port,
      int maxFrame,
      Duration idleTimeout,
      int maxConnections,
      @Nullable String encoding,
      boolean enhanced,
      TlsConf.@Nullable Server tls) {}

  /** What a positive answer says. */
  public enum Reply {
    /** The acknowledgement policy is met. */
    DELIVERED,
    /** The message is in the queue, in memory only. */
    QUEUED,
    /** The message is in the store, and committed. */
    STORED
  }

  /**
   * How a stored message that was not delivered is tried again.
   *
   * @param maxAttempts all tries, the first included; 0 for as many as its age allows
   * @param backoff the pause before the second
   * @param factor by which the pause grows
   * @param maxBackoff the longest pause
   */
  public record Redelivery(int maxAttempts, Duration backoff, double factor, Duration maxBackoff) {
    /** The pause after so many tries (1 for the first), before jitter. */
    public Duration pause(int attempts) {
      double millis = (double) backoff.toMillis() * Math.pow(factor, Math.max(0, attempts - 1.0));
      return Duration.ofMillis((long) Math.min(millis, (double) maxBackoff.toMillis()));
    }
  }

  /**
   * How a repeated message is recognised.
   *
   * @param place where it stands
   * @param key what is the same in a repeat
   * @param retain how long a key is remembered
   */
  public record Idempotency(Place place, PathText key, Duration retain) {}

  /** The headers that its paths name, each once: what a message needs of its headers, besides its content type. */
  public List<String> headerNames() {
    return Stream.of(
            Stream.ofNullable(key),
            Stream.ofNullable(idempotency).map(Idempotency::key),
            Stream.ofNullable(state).flatMap(StateConf::paths),
            Paths.of(filter),
            Paths.of(map),
            to.stream().flatMap(Paths::of))
        .flatMap(paths -> paths)
        .filter(Paths::isHeader)
        .map(path -> path.text().substring(Paths.HEADER.length()).toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  /** Whether a destination takes its messages as items of a JSON array. */
  public boolean sendsArrays() {
    return to.stream()
        .anyMatch(
            each -> each.target() instanceof DestinationConf.Http http && http.batch() != null);
  }

  /** Whether a destination takes its messages in MLLP frames. */
  public boolean sendsFrames() {
    return to.stream().anyMatch(each -> each.target() instanceof DestinationConf.Mllp);
  }

  /** Whether it uses the store where there is one; only a state can do without. */
  public boolean needsStore() {
    return reply == Reply.STORED
        || idempotency != null
        || state != null
        || to.stream().anyMatch(each -> each.target() instanceof DestinationConf.Postgres);
  }

  /** Which messages wait for each other. */
  public enum Order {
    /** None. */
    NONE,
    /** Those with the same key. */
    PER_KEY,
    /** All of the route. */
    STRICT
  }

  /** What happens to a message that finds the queue full. */
  public enum WhenFull {
    /** It is refused. */
    REJECT,
    /** Its sender waits, before its body is read. */
    WAIT,
    /** It is dropped, and its sender told. */
    DROP_NEWEST,
    /** What has waited longest is dropped for it, although its sender was told that it is held. */
    DROP_OLDEST
  }

  /**
   * The bounds of what waits, over all shards.
   *
   * @param capacity messages
   * @param bytes bytes of their bodies
   * @param whenFull what happens to one more
   * @param targetWait how long one should wait at most: fewer than the capacity wait where the pace would make it longer;
   *     null for no matter
   */
  public record Queue(int capacity, long bytes, WhenFull whenFull, @Nullable Duration targetWait) {}
}
