package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.model.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What right files mean, and how files are found. */
final class ConfLoaderTest {
  private static final String SAMPLE =
      """
      id: lab-orders
      from: { http: { path: /fhir/lab-orders, method: PUT } }
      format: json
      reply: delivered
      deadline: 20s
      key: /entry/0/resource/id
      order: per-key
      queue: { capacity: 10, bytes: 1MiB, when-full: wait, target-wait: 200ms }
      filter: { all: [ { path: /a, equals: 5 }, { any: [ { path: /b, in: [ x, 1 ] }, { path: /c, matches: "^x" } ] }, { not: { path: /d, exists: false } } ] }
      map:
        format: hl7v2
        rules:
          - { to: MSH-9, value: "ORM^O01" }
          - { to: PID-7, from: /birthDate, date: { from: yyyy-MM-dd, to: yyyyMMdd } }
          - { to: PID-8, from: /gender, lookup: { male: M, 2: F, yes: no }, default: 007 }
          - { to: PID-5.2, concat: [ /given/0, /given/1 ], separator: " " }
          - { to: [ OBR-4.1, OBR-4.2 ], from: /code, split: "|" }
          - { to: ORC-2, from: /value, regex: { match: "^0*(\\\\d+)$", replace: "$1" }, required: true }
      to:
        - id: lis
          http: { url: "http://127.0.0.1:9701/orders?a=b", method: PATCH, timeout: 4s, concurrency: 8, success: [ 2xx, 409, 300-302 ], headers: { Authorization: 5 }, max-response: 2KiB, keep-alive: 1s }
          idempotent: true
          retry: { attempts: 3, backoff: 50ms, factor: 1.5, max-backoff: 1s }
          breaker: { failures: 4, open-for: 1m }
        - { id: tracker, event-bus: { address: orders.track, timeout: 1s }, concurrency: 3 }
      ack: primary:lis
      respond-with: lis
      """;

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private RouteConf sample() {
    ConfLoader.Loaded loaded =
        folder.with("engine.yaml", ConfFolder.ENGINE).with("routes/lab.yaml", SAMPLE).load();
    assertEquals(List.of(), loaded.errors());
    return Objects.requireNonNull(loaded.conf()).routes().getFirst();
  }

  @Test
  void readsEveryKeyOfARoute() {
    RouteConf route = sample();
    assertEquals("lab-orders", route.id());
    RouteConf.HttpSource source = Objects.requireNonNull(route.http());
    assertEquals("/fhir/lab-orders PUT", source.path() + " " + source.method());
    assertEquals(Format.JSON, route.format());
    assertEquals(RouteConf.Reply.DELIVERED, route.reply());
    assertEquals(Duration.ofSeconds(20), route.deadline());
    assertEquals("/entry/0/resource/id", Objects.requireNonNull(route.key()).text());
    assertEquals(RouteConf.Order.PER_KEY, route.order());
    assertEquals(
        new RouteConf.Queue(10, 1 << 20, RouteConf.WhenFull.WAIT, Duration.ofMillis(200)),
        route.queue());
    assertEquals(new Ack.Primary("lis"), route.ack());
    assertEquals("lis", route.respondWith());
  }

  @Test
  void readsNestedFiltersWithScalarsAsTheyAreWritten() {
    Condition.All all = assertInstanceOf(Condition.All.class, sample().filter());
    assertEquals("5", assertInstanceOf(Condition.Equal.class, all.of().get(0)).value());
    Condition.AnyOf any = assertInstanceOf(Condition.AnyOf.class, all.of().get(1));
    assertEquals(List.of("x", "1"), assertInstanceOf(Condition.In.class, any.of().get(0)).values());
    assertEquals("^x", assertInstanceOf(Condition.Matches.class, any.of().get(1)).regex());
    Condition.Not not = assertInstanceOf(Condition.Not.class, all.of().get(2));
    assertEquals(false, assertInstanceOf(Condition.Exists.class, not.of()).expected());
  }

  @Test
  void readsEveryKindOfRule() {
    MapConf map = Objects.requireNonNull(sample().map());
    assertEquals(Format.HL7V2, map.format());
    List<MapRule> rules = map.rules().stream().map(MapRule.class::cast).toList();
    assertEquals("ORM^O01", rules.get(0).value());
    MapRule.DateFormat date = Objects.requireNonNull(rules.get(1).date());
    assertEquals("yyyy-MM-dd yyyyMMdd", date.from() + " " + date.to());
    assertEquals(Map.of("male", "M", "2", "F", "yes", "no"), rules.get(2).lookup());
    assertEquals("007", rules.get(2).defaultValue());
    assertEquals(
        List.of("/given/0", "/given/1"),
        rules.get(3).concat().stream().map(PathText::text).toList());
    assertEquals(" ", rules.get(3).separator());
    assertEquals(2, rules.get(4).to().size());
    assertEquals("|", rules.get(4).split());
    MapRule.Regex regex = Objects.requireNonNull(rules.get(5).regex());
    assertEquals("^0*(\\d+)$ $1", regex.match() + " " + regex.replace());
    assertEquals(true, rules.get(5).required());
    assertEquals(17, rules.get(4).place().line());
  }

  @Test
  void readsEveryKeyOfADestination() {
    DestinationConf lis = sample().to().getFirst();
    DestinationConf.Http http = assertInstanceOf(DestinationConf.Http.class, lis.target());
    assertEquals("http://127.0.0.1:9701/orders?a=b PATCH", http.url() + " " + http.method());
    BitSet success = new BitSet();
    success.set(200, 303);
    success.set(409);
    assertEquals(success, http.success());
    assertEquals(Map.of("Authorization", "5"), http.headers());
    assertEquals(2048, http.maxResponse());
    assertEquals(Duration.ofSeconds(1), http.keepAlive());
    assertEquals(Duration.ofSeconds(4), lis.timeout());
    assertEquals(8, lis.concurrency());
    assertEquals(true, lis.idempotent());
    assertEquals(
        new DestinationConf.Retry(3, Duration.ofMillis(50), 1.5, Duration.ofSeconds(1)),
        lis.retry());
    assertEquals(new DestinationConf.Breaker(4, Duration.ofMinutes(1)), lis.breaker());
    DestinationConf tracker = sample().to().get(1);
    assertEquals(new DestinationConf.EventBus("orders.track"), tracker.target());
    assertEquals("3 PT1S", tracker.concurrency() + " " + tracker.timeout());
  }

  @Test
  void underPrimaryTheOthersAreNotRequired() {
    assertEquals(
        List.of(true, false), sample().to().stream().map(DestinationConf::required).toList());
  }

  @Test
  void whatIsLeftOutOfARouteIsTheSafeChoice() {
    RouteConf route = folder.route("");
    assertEquals("POST", Objects.requireNonNull(route.http()).method());
    assertEquals(Format.BYTES, route.format());
    assertEquals(RouteConf.Reply.DELIVERED, route.reply());
    assertEquals(Duration.ofSeconds(30), route.deadline());
    assertEquals(Duration.ofHours(1), route.maxAge());
    assertNull(route.key());
    assertEquals(RouteConf.Order.NONE, route.order());
    assertEquals(
        new RouteConf.Queue(1000, 64 << 20, RouteConf.WhenFull.REJECT, null), route.queue());
    assertNull(route.filter());
    assertNull(route.map());
    assertEquals(new Ack.All(), route.ack());
    assertNull(route.respondWith());
    DestinationConf to = route.to().getFirst();
    assertEquals("true false", to.required() + " " + to.idempotent());
    assertEquals("64 PT5S", to.concurrency() + " " + to.timeout());
    assertEquals(DestinationConf.Retry.NONE, to.retry());
    assertNull(to.breaker());
    DestinationConf.Http http = assertInstanceOf(DestinationConf.Http.class, to.target());
    assertEquals("POST", http.method());
    assertEquals("200-299", http.success().nextSetBit(0) + "-" + (http.success().length() - 1));
    assertEquals(100, http.success().cardinality());
    assertEquals(1 << 20, http.maxResponse());
    assertEquals(Duration.ofSeconds(15), http.keepAlive());
  }

  @Test
  void whatIsLeftOutOfTheEngineFileIsTheSafeChoice() {
    folder.route("");
    EngineConf conf = Objects.requireNonNull(folder.load().conf());
    assertEquals(
        new EngineConf.Http(
            "0.0.0.0", 8080, 1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(75), 10_000),
        conf.http());
    assertEquals(new EngineConf.Management("127.0.0.1", 8081), conf.management());
    assertEquals("0 AUTO", conf.shards() + " " + conf.transport());
    assertNull(conf.store());
    assertEquals("PT20S PT1S", conf.drainTimeout() + " " + conf.drainLinger());
  }

  @Test
  void readsEveryKeyOfTheEngineFile() {
    assertEquals(
        List.of(),
        folder.errorsOfEngine(
            """
            http: { host: 127.0.0.1, port: 0, max-body: 2MiB, header-timeout: 1s, idle-timeout: 2s, max-connections: 3 }
            management: { host: localhost, port: 0 }
            shards: 2
            transport: io_uring
            store: { journal: off }
            drain-timeout: 0s
            drain-linger: 250ms
            """));
    EngineConf conf = Objects.requireNonNull(folder.load().conf());
    assertEquals(
        new EngineConf.Http(
            "127.0.0.1", 0, 2 << 20, Duration.ofSeconds(1), Duration.ofSeconds(2), 3),
        conf.http());
    assertEquals(new EngineConf.Management("localhost", 0), conf.management());
    assertEquals("2 IO_URING", conf.shards() + " " + conf.transport());
    assertEquals("PT0S PT0.25S", conf.drainTimeout() + " " + conf.drainLinger());
  }

  @Test
  void aRetryOrABreakerHasDefaultsOfItsOwn() {
    folder.errorsOfDestination(
        "{ id: lis, event-bus: { address: a }, retry: { attempts: 2 }, breaker: {} }");
    DestinationConf to =
        Objects.requireNonNull(folder.load().conf()).routes().getFirst().to().getFirst();
    assertEquals(
        new DestinationConf.Retry(2, Duration.ofMillis(100), 2, Duration.ofSeconds(2)), to.retry());
    assertEquals(new DestinationConf.Breaker(5, Duration.ofSeconds(10)), to.breaker());
  }

  @Test
  void aRouteNeedsNoHttpSource() {
    String to = "\nto: [ { id: a, event-bus: { address: a } } ]\n";
    assertEquals(List.of(), folder.errorsOfWholeRoute("id: a" + to));
    assertEquals(List.of(), folder.errorsOfWholeRoute("id: a\nfrom: { event-bus: true }" + to));
    assertNull(Objects.requireNonNull(folder.load().conf()).routes().getFirst().http());
  }

  @Test
  void takesRouteFilesInTheOrderOfTheirNamesAndEachOnce() {
    String to = "\nto: [ { id: a, event-bus: { address: a } } ]\n";
    folder
        .with("engine.yaml", "routes: [ routes/**.yaml, 'routes/b*', routes/sub/c.yaml ]\n")
        .with("routes/b.yaml", "id: b" + to)
        .with("routes/a.yaml", "id: a" + to)
        .with("routes/.hidden.yaml", "no: route")
        .with("routes/sub/c.yaml", "id: c" + to);
    assertEquals(List.of(), folder.errors());
    assertEquals(
        List.of("a", "b", "c"),
        Objects.requireNonNull(folder.load().conf()).routes().stream().map(RouteConf::id).toList());
  }

  @Test
  void reportsTheErrorsOfAllFilesAtOnceAndKeepsTheRoutesThatAreRight() {
    folder
        .with("engine.yaml", "routes: routes/*.yaml\nshards: many\n")
        .with("routes/lab.yaml", "dedline: 5s\n" + ConfFolder.ROUTE + "order: sorted\n")
        .with("routes/broken.yaml", "id: [\n")
        .with("routes/right.yaml", "id: right\nto: [ { id: a, event-bus: { address: a } } ]\n");
    assertEquals(
        List.of(
            "engine.yaml:2:9: shards must be a whole number from 1 to 256, got 'many'",
            "routes/broken.yaml:2:1: is not YAML: expected the node content, but found '<stream"
                + " end>'",
            "routes/lab.yaml:1:1: route 'lab': unknown key 'dedline' (did you mean 'deadline'?)",
            "routes/lab.yaml:5:8: route 'lab': order must be one of none, per-key, strict, got"
                + " 'sorted'"),
        folder.errors());
    assertEquals(
        List.of("right"),
        Objects.requireNonNull(folder.load().conf()).routes().stream().map(RouteConf::id).toList());
  }

  @Test
  void aPlaceNamesTheFileRelativeToTheWorkingFolder() {
    ConfError error =
        ConfLoader.load(Path.of("no-such-conf.yaml").toAbsolutePath()).errors().getFirst();
    assertEquals("no-such-conf.yaml:1:1: there is no such file", error.toString());
  }

  @Test
  void anEngineFileThatCannotBeReadGivesNoConf() {
    assertNull(folder.load().conf());
    assertNotNull(folder.with("engine.yaml", "routes: none\n").load().conf());
  }
}
