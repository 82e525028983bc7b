package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in a route, its destinations and map aside. What a test adds begins in line 4. */
final class RouteErrorsTest {
  private static final String TO = "\nto: [ { id: a, event-bus: { address: a } } ]\n";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private void says(String expected, String lines) {
    assertEquals(List.of("routes/lab.yaml:" + expected), folder.errorsOfRoute(lines), () -> lines);
  }

  private void saysOfWhole(String expected, String content) {
    assertEquals(
        List.of("routes/lab.yaml:" + expected), folder.errorsOfWholeRoute(content), () -> content);
  }

  private void saysOfPath(String expected, String path) {
    saysOfWhole(
        "2:23: route 'lab': from.http.path " + expected + ", got '" + path + "'",
        "id: lab\nfrom: { http: { path: '" + path + "' } }" + TO);
  }

  @Test
  void needsAnIdThatIsAWord() {
    saysOfWhole("1:1: 'id' is missing", "to: [ { id: a, event-bus: { address: a } } ]\n");
    saysOfWhole(
        "1:5: id must be 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit,"
            + " got 'lab orders'",
        "id: lab orders" + TO);
  }

  @Test
  void refusesTwoRoutesWithOneIdOrOnePath() {
    folder.with("routes/a.yaml", ConfFolder.ROUTE);
    assertEquals(
        List.of(
            "routes/lab.yaml:1:5: route 'lab': the id 'lab' is already at routes/a.yaml:1:5",
            "routes/lab.yaml:2:23: route 'lab': POST /lab is already at routes/a.yaml:2:23"),
        folder.errorsOfRoute("").stream()
            .map(each -> each.replace(folder.path() + "/", ""))
            .toList());
  }

  @Test
  void twoMethodsOfOnePathAreTwoRoutes() {
    folder.with("routes/a.yaml", "id: a\nfrom: { http: { path: /lab, method: PUT } }" + TO);
    assertEquals(List.of(), folder.errorsOfRoute(""));
  }

  @Test
  void refusesPathsThatNothingWouldMatch() {
    saysOfPath("must begin with /", "lab");
    saysOfPath("must be a path alone, without query or fragment", "/lab?x=1");
    String exact =
        "must be an exact path of letters, digits and -._~!$&'()+,;=:@, without wildcards,"
            + " parameters or escapes";
    saysOfPath(exact, "/lab/*");
    saysOfPath(exact, "/lab/:id");
    saysOfPath(exact, "/lab/%20");
    saysOfPath("must have no empty, . or .. segments", "/lab/../x");
    saysOfPath("must have no empty, . or .. segments", "//lab");
  }

  @Test
  void refusesTheEnginesOwnPaths() {
    saysOfPath("must not be the engine's own /batch", "/batch");
    saysOfPath("must not be the engine's own /messages", "/messages/5");
    saysOfPath("must not be the engine's own /rpc", "/rpc");
    saysOfPath("must not be the engine's own /tasks", "/tasks");
    saysOfPath("must not be the engine's own /events", "/events");
    assertEquals(
        List.of(), folder.errorsOfWholeRoute("id: lab\nfrom: { http: { path: /batches } }" + TO));
  }

  @Test
  void refusesASourceThatIsNone() {
    saysOfWhole(
        "2:7: route 'lab': from must name http, mllp or event-bus", "id: lab\nfrom: {}" + TO);
    saysOfWhole(
        "2:20: route 'lab': from.event-bus must be true: the route's address roundtrip.route.<id>"
            + " is always there, and no other",
        "id: lab\nfrom: { event-bus: orders }" + TO);
    saysOfWhole(
        "2:15: route 'lab': 'from.http.path' is missing", "id: lab\nfrom: { http: { } }" + TO);
    saysOfWhole(
        "2:35: route 'lab': from.http.method must be one of POST, PUT, PATCH, got 'post' (did you"
            + " mean 'POST'?)",
        "id: lab\nfrom: { http: { path: /a, method: post } }" + TO);
  }

  @Test
  void namesWhatIsNotInThisRelease() {
    says(
        "4:1: route 'lab': 'tests' is not in this release: send the samples to a running engine"
            + " instead",
        "tests: []");
  }

  @Test
  void onlyWhatIsQueuedMayBeDropped() {
    says(
        "4:21: route 'lab': queue.when-full 'drop-oldest' needs reply: queued; a sender that waits"
            + " is owed an answer: write reject or wait",
        "queue: { when-full: drop-oldest }");
    says(
        "5:21: route 'lab': queue.when-full 'drop-newest' needs reply: queued; what is stored is"
            + " delivered, and never dropped: write reject or wait",
        "reply: stored\nqueue: { when-full: drop-newest }");
    assertEquals(
        List.of(), folder.errorsOfRoute("reply: queued\nqueue: { when-full: drop-oldest }\n"));
    assertEquals(
        List.of(), folder.errorsOfRoute("reply: queued\nqueue: { when-full: drop-newest }\n"));
    says(
        "4:21: route 'lab': queue.when-full must be one of reject, wait, drop-newest, drop-oldest,"
            + " got 'drop'",
        "queue: { when-full: drop }");
  }

  @Test
  void aTargetForTheWaitIsATimeAndNotForWhatWaitsInTheStore() {
    says(
        "4:23: route 'lab': queue.target-wait must be positive, got 0s",
        "queue: { target-wait: 0s }");
    says(
        "5:23: route 'lab': queue.target-wait needs reply: delivered or queued; under reply: stored"
            + " messages wait in the store",
        "reply: stored\nqueue: { target-wait: 1s }");
  }

  @Test
  void maxAgeNeedsAReplyBeforeTheDelivery() {
    says(
        "4:10: route 'lab': max-age needs reply: stored or queued; under reply: delivered the"
            + " deadline bounds the delivery",
        "max-age: 1h");
    assertEquals(List.of(), folder.errorsOfRoute("reply: queued\nmax-age: 1m\n"));
  }

  @Test
  void orderPerKeyNeedsAKey() {
    says(
        "4:8: route 'lab': order 'per-key' needs key, the path of what is ordered by",
        "order: per-key");
    assertEquals(List.of(), folder.errorsOfRoute("order: per-key\nkey: header:X-Patient\n"));
  }

  @Test
  void aPathIntoTheMessageNeedsAFormat() {
    String needs =
        "1:1: route 'lab': needs a format (json, fhir or hl7v2), because the path in line ";
    says(needs + "4 leads into the message", "key: /id");
    says(needs + "4 leads into the message", "filter: { not: { path: /id, exists: true } }");
    says(
        needs + "4 leads into the message",
        "map: { format: json, rules: [ { to: /a, concat: [ header:X, /b ] } ] }");
    assertEquals(List.of(), folder.errorsOfRoute("filter: { path: header:X, equals: 1 }\n"));
  }

  @Test
  void refusesContradictionsInAQueue() {
    says(
        "4:20: route 'lab': queue.capacity must be a whole number from 1 to 10000000, got '0'",
        "queue: { capacity: 0 }");
    says("4:11: route 'lab': deadline must be positive, got -5s", "deadline: -5s");
  }

  @Test
  void refusesFiltersThatMeanSeveralThings() {
    String one =
        "route 'lab': filter must have exactly one of equals, in, matches, exists beside path;"
            + " combine several below an all";
    says("5:9: " + one, "format: json\nfilter: { path: /a }");
    says("5:9: " + one, "format: json\nfilter: { path: /a, equals: 1, in: [ 2 ] }");
    String alone =
        "route 'lab': filter must be one of all, any, not by itself; combine several below an all";
    says("4:9: " + alone, "filter: { all: [ { path: header:a, equals: 1 } ], path: header:b }");
    says("4:9: " + alone, "filter: { all: [ { path: header:a, equals: 1 } ], not: {} }");
    says("4:9: route 'lab': 'filter.path' is missing", "filter: { equals: 1 }");
    says("4:16: route 'lab': filter.all must be a list such as [ …, … ]", "filter: { all: { } }");
    says(
        "4:36: route 'lab': filter.matches must be a regular expression: Unclosed group",
        "filter: { path: header:a, matches: '(' }");
    says(
        "4:35: route 'lab': filter.exists must be one of true, false, got 'yes'",
        "filter: { path: header:a, exists: yes }");
  }

  @Test
  void refusesAFilterThatContainsItself() {
    says(
        "4:9: route 'lab': filter must be a map such as { path: … } that does not contain"
            + " itself",
        "filter: &f { all: [ *f ] }");
  }
}
