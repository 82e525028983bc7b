package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in destinations and in the policy over them. */
final class DestinationErrorsTest {
  private static final String TWO =
      "id: lab\n"
          + "to: [ { id: a, event-bus: { address: a } }, { id: b, required: false, http: { url:"
          + " 'http://b' } } ]\n";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private void says(String expected, String destination) {
    assertEquals(
        List.of("routes/lab.yaml:3:" + expected),
        folder.errorsOfDestination(destination),
        () -> destination);
  }

  private void saysOfHttp(String expected, String keys) {
    String destination = "{ id: lis, http: { " + keys + " } }";
    List<String> errors =
        folder.errorsOfDestination(destination).stream()
            .map(each -> each.replaceFirst("^routes/lab.yaml:3:[0-9]+: route 'lab': ", ""))
            .toList();
    assertEquals(List.of("destination 'lis': http." + expected), errors, () -> keys);
  }

  private void saysOfTwo(String expected, String lines) {
    assertEquals(
        List.of("routes/lab.yaml:3:" + expected),
        folder.errorsOfWholeRoute(TWO + lines),
        () -> lines);
  }

  @Test
  void needsOneTarget() {
    says(
        "7: route 'lab': destination 'lis': needs exactly one of http, mllp, event-bus and"
            + " postgres",
        "{ id: lis }");
    says(
        "7: route 'lab': destination 'lis': needs exactly one of http, mllp, event-bus and"
            + " postgres",
        "{ id: lis, http: { url: 'http://a' }, event-bus: { address: a } }");
    says("7: route 'lab': destination 1: 'id' is missing", "{ event-bus: { address: a } }");
    says(
        "29: route 'lab': destination 'lis': 'event-bus.address' is missing",
        "{ id: lis, event-bus: {} }");
    says("7: route 'lab': to must be a map such as { id: … }", "lis");
  }

  @Test
  void refusesTwoDestinationsWithOneId() {
    says(
        "51: route 'lab': destination 'a' is already at routes/lab.yaml:3:13",
        "{ id: a, event-bus: { address: a } }, { id: a, event-bus: { address: b } }");
  }

  @Test
  void refusesUrlsThatLeadNowhereAndDoesNotShowThem() {
    saysOfHttp("url must begin with http:// or https://", "url: 'ftp://secret'");
    saysOfHttp("url must begin with http:// or https://", "url: secret");
    saysOfHttp("url must name a host of letters, digits, '-' and '.'", "url: 'http:///secret'");
    saysOfHttp("url must name a host of letters, digits, '-' and '.'", "url: 'http://my_host/'");
    saysOfHttp("url must have no fragment (#…)", "url: 'http://h/#secret'");
    saysOfHttp("url must have a port from 1 to 65535", "url: 'http://h:65536/'");
    saysOfHttp(
        "url must not carry a user; send headers: { Authorization: \"${env:NAME}\" } instead",
        "url: 'http://user:secret@h/'");
    saysOfHttp(
        "url must be a URL such as http://host:port/path: Illegal character in path",
        "url: 'http://h/a secret'");
  }

  @Test
  void refusesStatusesThatAreNone() {
    String must = "success must be statuses such as 2xx, 200 or 200-204, or a list of those, got ";
    saysOfHttp(must + "'ok'", "url: 'http://h', success: ok");
    saysOfHttp(must + "'1xx'", "url: 'http://h', success: [ 200, 1xx ]");
    saysOfHttp(
        "success must be a range upwards, got '204-200'", "url: 'http://h', success: 204-200");
  }

  @Test
  void refusesHeadersThatTheEngineSends() {
    for (String framing : List.of("Host", "content-length", "Transfer-Encoding", "Connection")) {
      saysOfHttp(
          "headers has '" + framing + "', which belongs to the connection; leave it out",
          "url: 'http://h', headers: { " + framing + ": x }");
    }
    saysOfHttp(
        "headers has 'Idempotency-Key', which the engine sends for each message; leave it out",
        "url: 'http://h', headers: { Idempotency-Key: x }");
    saysOfHttp(
        "headers has 'a b', which is not a header's name", "url: 'http://h', headers: { a b: x }");
    saysOfHttp("headers has 'x-a' twice", "url: 'http://h', headers: { X-A: x, x-a: y }");
    saysOfHttp(
        "headers.X-A must be one line without control characters",
        "url: 'http://h', headers: { X-A: \"a\\nsecret\" }");
  }

  @Test
  void takesTimeoutAndConcurrencyAtOneOfTwoPlaces() {
    saysOfHttp(
        "timeout is given a second time; give it at one of the two places",
        "url: 'http://h', timeout: 1s }, timeout: 2s, breaker: {");
    saysOfHttp("timeout must be positive, got -5s", "url: 'http://h', timeout: -5s");
    saysOfHttp(
        "concurrency must be a whole number from 1 to 100000, got '0'",
        "url: 'http://h', concurrency: 0");
  }

  @Test
  void refusesRetriesThatAreNone() {
    String bus = "{ id: a, event-bus: { address: a }, retry: ";
    says(
        "50: route 'lab': destination 'a': 'retry.attempts' is missing", bus + "{ backoff: 1s } }");
    says(
        "91: route 'lab': destination 'a': retry.max-backoff must not be shorter than backoff,"
            + " which is 5s, got 1s",
        bus + "{ attempts: 2, backoff: 5s, max-backoff: 1s } }");
    says(
        "73: route 'lab': destination 'a': retry.factor must be a number from 1 to 100, got '0.5'",
        bus + "{ attempts: 2, factor: 0.5 } }");
  }

  @Test
  void refusesPoliciesThatCannotBeMet() {
    saysOfTwo(
        "6: route 'lab': ack names the destination 'c', which is not in to", "ack: primary:c");
    saysOfTwo(
        "6: route 'lab': ack names the destination 'b', which says required: false",
        "ack: primary:b");
    saysOfTwo(
        "6: route 'lab': ack asks for 2 of the required destinations, and there are 1",
        "ack: quorum:2");
    saysOfTwo("6: route 'lab': ack must be at least quorum:1, got quorum:0", "ack: quorum:0");
    saysOfTwo(
        "6: route 'lab': ack must be all, any, quorum:<n> or primary:<destination>, got 'most'",
        "ack: most");
    says(
        "5: route 'lab': ack counts required destinations, and there is none; nothing would confirm"
            + " a message",
        "{ id: a, required: false, event-bus: { address: a } }");
  }

  @Test
  void respondWithNeedsADestinationWhoseAnswerIsThere() {
    saysOfTwo(
        "15: route 'lab': respond-with names the destination 'c', which is not in to",
        "respond-with: c");
    saysOfTwo(
        "15: route 'lab': respond-with names the destination 'a', which is not an http or mllp"
            + " destination and has no answer to pass on",
        "respond-with: a");
    saysOfTwo(
        "15: route 'lab': respond-with names the destination 'b', which is not required, so the"
            + " answer does not wait for it",
        "respond-with: b");
    String lis = "4:15: route 'lab': respond-with names the destination 'lis', ";
    assertEquals(
        List.of(
            "routes/lab.yaml:"
                + lis
                + "which needs ack: all or ack: primary:lis, since others may be first"),
        folder.errorsOfRoute("respond-with: lis\nack: any\n"));
    assertEquals(
        List.of(
            "routes/lab.yaml:"
                + lis
                + "but under reply: queued the sender is answered before any destination"),
        folder.errorsOfRoute("respond-with: lis\nreply: queued\n"));
  }
}
