package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.MllpSource;
import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.conf.RouteConf.Reply;
import io.roundtrip.model.Format;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a route file. Confined to the thread that loads. */
final class RouteReader {
  private static final Words<Reply> REPLIES =
      Words.of("delivered", Reply.DELIVERED).or("queued", Reply.QUEUED).or("stored", Reply.STORED);
  private static final Words<Order> ORDERS =
      Words.of("none", Order.NONE).or("per-key", Order.PER_KEY).or("strict", Order.STRICT);
  private final Claims claims;

  /** A reader of one engine's routes, which must differ in id and path. */
  RouteReader(Claims claims) {
    this.claims = claims;
  }

  /** What was read of the route, even where some of it is wrong, and its id as far as there is one. */
  record Read(String id, @Nullable RouteConf route) {}

  Read read(YamlMap root) {
    String id = Ids.read(root);
    YamlValue idValue = root.get("id");
    if (idValue != null && !id.isEmpty()) {
      claims.claim("the id '" + id + "'", root.file(), idValue.place(), "");
    }
    SourceReader.Sources from = SourceReader.read(root, claims);
    MllpSource mllp = from.mllp();
    Reply reply = root.oneOf("reply", Reply.DELIVERED, REPLIES);
    Duration deadline = root.positive("deadline", Duration.ofSeconds(30));
    Order order = order(root);
    StateConf state = StateReader.read(root, reply, order);
    PathText key = state == null ? key(root) : state.key();
    Condition filter = filter(root);
    MapConf map = MapReader.read(root);
    RouteConf.Idempotency idempotency = IdempotencyReader.read(root);
    PolicyReader policy = new PolicyReader(root);
    Format format =
        FormatReader.read(
            root, key, idempotency == null ? null : idempotency.key(), state, filter, map);
    Format sent = map == null ? format : map.format();
    ArrayBatchReader.checkFormat(root, sent, policy.to());
    MllpTargetReader.checkFormat(root, sent, policy.to());
    MllpSourceReader.checkFormat(root, mllp, format);
    RouteConf route =
        new RouteConf(
            root.place(),
            id,
            from.http(),
            format,
            reply,
            deadline,
            maxAge(root, reply),
            RedeliveryReader.read(root, reply),
            idempotency,
            key,
            state == null ? order : Order.PER_KEY,
            QueueReader.read(root, reply),
            filter,
            map,
            policy.to(),
            policy.ack(),
            policy.respondWith(reply, mllp != null),
            state,
            mllp);
    return new Read(id, root.file().isRight() ? route : null);
  }

  private static Duration maxAge(YamlMap root, Reply reply) {
    YamlValue given = root.get("max-age");
    if (given != null && reply == Reply.DELIVERED) {
      given.error(
          "needs reply: stored or queued; under reply: delivered the deadline bounds the delivery");
    }
    return root.positive(
        "max-age", reply == Reply.STORED ? Duration.ofDays(7) : Duration.ofHours(1));
  }

  private static @Nullable PathText key(YamlMap root) {
    YamlValue key = root.get("key");
    return key == null ? null : key.path();
  }

  private static @Nullable Condition filter(YamlMap root) {
    YamlValue filter = root.get("filter");
    return filter == null ? null : ConditionReader.read(filter);
  }

  private static Order order(YamlMap root) {
    Order order = root.oneOf("order", Order.NONE, ORDERS);
    YamlValue given = root.get("order");
    if (given != null && order == Order.PER_KEY && !root.has("key") && !root.has("state")) {
      given.error("'per-key' needs key, the path of what is ordered by");
    }
    return order;
  }
}
