package io.roundtrip.conf;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The maps that a conf file is made of, and the keys that each knows; {@code docs/conf.md} has a chapter for each, and a
 * test holds it against this. Immutable.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists and maps are those of List.of and Map.of
enum Section {
  /** The root of the engine file. */
  ENGINE(
      "The engine file",
      List.of(
          "http",
          "management",
          "shards",
          "transport",
          "store",
          "routes",
          "drain-timeout",
          "drain-linger")),
  /** The ingest port. */
  PORT(
      "http",
      List.of("host", "port", "max-body", "header-timeout", "idle-timeout", "max-connections")),
  /** The management port. */
  MANAGEMENT("management", List.of("host", "port")),
  /** What is kept on disk. */
  STORE(
      "store",
      List.of("embedded", "url", "password", "journal", "retain", "store-bodies", "connections")),
  /** A database of the engine's own. */
  EMBEDDED("store.embedded", List.of("directory")),
  /** The root of a route file. */
  ROUTE(
      "A route file",
      List.of(
          "id",
          "from",
          "format",
          "reply",
          "deadline",
          "max-age",
          "max-attempts",
          "redelivery",
          "idempotency",
          "key",
          "order",
          "state",
          "queue",
          "filter",
          "map",
          "to",
          "ack",
          "respond-with",
          "acknowledge"),
      Map.of(
          "tests",
          "send the samples to a running engine instead",
          "batch",
          "let the sender collect messages and post them to /batch")),
  /** Where a route's messages come from. */
  FROM("from", List.of("http", "mllp", "event-bus")),
  /** A path of the ingest port. */
  FROM_HTTP("from.http", List.of("path", "method")),
  /** A port of the route's own, for HL7 v2. */
  FROM_MLLP(
      "from.mllp",
      List.of("host", "port", "tls", "max-frame", "idle-timeout", "max-connections", "encoding")),
  /** TLS of such a port. */
  FROM_MLLP_TLS("from.mllp.tls", List.of("cert", "key", "ca", "client-auth")),
  /** How stored messages are tried again. */
  REDELIVERY("redelivery", List.of("backoff", "factor", "max-backoff")),
  /** How repeats are recognised. */
  IDEMPOTENCY("idempotency", List.of("key", "retain")),
  /** A route's bounds. */
  QUEUE("queue", List.of("capacity", "bytes", "when-full", "target-wait")),
  /** What a route remembers of each key. */
  STATE(
      "state",
      List.of(
          "key",
          "event",
          "machine",
          "update",
          "durable",
          "store-history",
          "retain-history",
          "offload",
          "max-entities",
          "max-bytes",
          "idle")),
  /** A state's machine. */
  MACHINE("state.machine", List.of("initial", "transitions")),
  /** A rule of a state's dictionary. */
  UPDATE(
      "state.update", List.of("set", "increment", "max", "min", "remove", "from", "value", "by")),
  /** A condition of a filter. */
  CONDITION("filter", List.of("path", "equals", "in", "matches", "exists", "all", "any", "not")),
  /** A map. */
  MAP("map", List.of("format", "rules")),
  /** A rule of a map. */
  RULE(
      "map.rules",
      List.of(
          "to",
          "value",
          "from",
          "concat",
          "separator",
          "regex",
          "date",
          "lookup",
          "default",
          "split",
          "as",
          "required",
          "when",
          "each",
          "rules")),
  /** A rule's regular expression. */
  REGEX("map.rules.regex", List.of("match", "replace")),
  /** A rule's date patterns. */
  DATE("map.rules.date", List.of("from", "to")),
  /** A destination. */
  DESTINATION(
      "to",
      List.of(
          "id",
          "http",
          "mllp",
          "event-bus",
          "postgres",
          "required",
          "idempotent",
          "concurrency",
          "timeout",
          "retry",
          "breaker")),
  /** A destination over HTTP. */
  TO_HTTP(
      "to.http",
      List.of(
          "url",
          "method",
          "success",
          "headers",
          "max-response",
          "keep-alive",
          "batch",
          "timeout",
          "concurrency")),
  /** How messages travel together. */
  TO_HTTP_BATCH("to.http.batch", List.of("count", "bytes", "age", "when-idle", "on-failure")),
  /** A destination over MLLP. */
  TO_MLLP(
      "to.mllp",
      List.of("host", "port", "connections", "tls", "max-response", "keep-alive", "timeout")),
  /** TLS to such a destination. */
  TO_MLLP_TLS("to.mllp.tls", List.of("ca", "cert", "key", "server-name")),
  /** A destination on the event bus. */
  TO_EVENT_BUS("to.event-bus", List.of("address", "timeout", "concurrency")),
  /** A table of the store's database. */
  TO_POSTGRES(
      "to.postgres", List.of("table", "columns", "on-conflict", "batch", "timeout", "concurrency")),
  /** When a batch of rows closes. */
  TO_POSTGRES_BATCH("to.postgres.batch", List.of("count", "bytes", "age", "when-idle")),
  /** A destination's retries. */
  RETRY("to.retry", List.of("attempts", "backoff", "factor", "max-backoff")),
  /** A destination's circuit breaker. */
  BREAKER("to.breaker", List.of("failures", "open-for"));

  private final String title;
  private final List<String> keys;
  private final Map<String, String> later;

  Section(String title, List<String> keys) {
    this(title, keys, Map.of());
  }

  Section(String title, List<String> keys, Map<String, String> later) {
    this.title = title;
    this.keys = keys;
    this.later = later;
  }

  /** The heading of its chapter in {@code docs/conf.md}. */
  String title() {
    return title;
  }

  /** The keys it knows, in the order of the docs. */
  List<String> keys() {
    return keys;
  }

  /** The keys of the full design that this release refuses. */
  Iterable<String> laterKeys() {
    return later.keySet();
  }

  /** What to use in place of a key that this release refuses, null if it is no such key. */
  @Nullable String insteadOf(String key) {
    return later.get(key);
  }
}
