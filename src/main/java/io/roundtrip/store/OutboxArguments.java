package io.roundtrip.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The arguments of an insert into the outbox: an array for each column. Stateless. */
final class OutboxArguments {
  /** Claims, as {@link #of(List)} gives them. */
  static final String CLAIMS = "UNNEST($1::uuid[], $2::bigint[], $3::int[])";

  private OutboxArguments() {}

  /** The first three arguments of a statement that ends claims. */
  static Tuple of(List<Claim> claims) {
    int size = claims.size();
    UUID[] ids = new UUID[size];
    Long[] relays = new Long[size];
    Integer[] numbers = new Integer[size];
    for (int i = 0; i < size; i++) {
      Claim claim = claims.get(i);
      ids[i] = UUID.fromString(claim.messageId());
      relays[i] = claim.relay();
      numbers[i] = claim.number();
    }
    return Tuple.tuple().addValue(ids).addValue(relays).addValue(numbers);
  }

  private record Lane(String route, String lane) {}

  static Tuple of(long relay, List<OutboxMessage> messages, boolean[] wanted) {
    int size = messages.size();
    UUID[] ids = new UUID[size];
    String[] routes = new String[size];
    @Nullable String[] lanes = new @Nullable String[size];
    Boolean[] claims = new Boolean[size];
    OffsetDateTime[] received = new OffsetDateTime[size];
    String[] contentTypes = new String[size];
    String[] headers = new String[size];
    String[] keys = new String[size];
    @Nullable String[] traces = new @Nullable String[size];
    @Nullable UUID[] replays = new @Nullable UUID[size];
    Buffer[] bodies = new Buffer[size];
    Boolean[] first = new Boolean[size];
    Set<Lane> seen = new HashSet<>();
    for (int i = 0; i < size; i++) {
      OutboxMessage message = messages.get(i);
      String lane = message.lane();
      ids[i] = UUID.fromString(message.messageId());
      routes[i] = message.route();
      lanes[i] = lane;
      claims[i] = wanted[i];
      received[i] = OutboxTable.time(message.receivedMillis());
      contentTypes[i] = message.contentType();
      headers[i] = message.headers();
      keys[i] = message.idempotencyKey();
      traces[i] = message.traceparent();
      replays[i] = OutboxTable.id(message.replayOf());
      bodies[i] = message.body();
      first[i] = lane == null || seen.add(new Lane(message.route(), lane));
    }
    return Tuple.tuple()
        .addValue(relay)
        .addValue(ids)
        .addValue(routes)
        .addValue(lanes)
        .addValue(claims)
        .addValue(received)
        .addValue(contentTypes)
        .addValue(headers)
        .addValue(keys)
        .addValue(traces)
        .addValue(replays)
        .addValue(bodies)
        .addValue(first);
  }
}
