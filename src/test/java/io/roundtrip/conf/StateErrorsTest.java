package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.conf.StateConf.UpdateConf;
import io.roundtrip.conf.StateConf.Verb;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in a route's state, and what is read of a right one. What a test adds begins in line 4. */
final class StateErrorsTest {
  private static final String MACHINE =
      "event: /status, machine: { initial: a, transitions: { a: [b], b: [c] } }";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private void says(String expected, String lines) {
    assertEquals(
        List.of("routes/lab.yaml:" + expected),
        folder.errorsOfRoute("format: json\n" + lines),
        () -> lines);
  }

  private StateConf read(String lines) {
    StateConf state = folder.route("format: json\n" + lines).state();
    assertNotNull(state);
    return state;
  }

  @Test
  void everythingIsReadAndHasItsDefault() {
    StateConf state =
        read(
            """
            state:
              key: /orderId
              event: /status
              machine: { initial: a, transitions: { a: [b, x], b: c } }
              update:
                - { set: last, from: /r }
                - { set: seen, value: "yes" }
                - { increment: messages }
                - { increment: sum, from: /n }
                - { increment: down, by: -0.5 }
                - { max: highest, from: /r }
                - { min: lowest, from: /r }
                - { remove: old }
            """);
    assertEquals("/orderId", state.key().text());
    StateConf.MachineConf machine = state.machine();
    assertNotNull(machine);
    assertEquals("a", machine.initial());
    assertEquals(Map.of("a", List.of("b", "x"), "b", List.of("c")), machine.transitions());
    List<UpdateConf> update = state.update();
    assertEquals(
        List.of(
            Verb.SET,
            Verb.SET,
            Verb.INCREMENT,
            Verb.INCREMENT,
            Verb.INCREMENT,
            Verb.MAX,
            Verb.MIN,
            Verb.REMOVE),
        update.stream().map(UpdateConf::verb).toList());
    assertEquals("yes", update.get(1).value());
    assertEquals(BigDecimal.ONE, update.get(2).by());
    assertEquals(null, update.get(3).by());
    assertEquals(new BigDecimal("-0.5"), update.get(4).by());
    assertEquals(100_000, state.maxEntities());
    assertEquals(64L << 20, state.maxBytes());
    assertEquals(Duration.ofMinutes(10), state.idle());
    assertTrue(!state.durable() && !state.storeHistory() && !state.offload());
    assertEquals(Duration.ofDays(30), state.retainHistory());
  }

  @Test
  void aStateOrdersItsMessages() {
    RouteConf route =
        folder.route("format: json\nstate: { key: 'header:Order', " + MACHINE + " }\n");
    assertEquals(Order.PER_KEY, route.order());
    assertEquals("header:Order", String.valueOf(route.key() == null ? "" : route.key().text()));
    assertEquals(List.of("order"), route.headerNames());
    folder.route("format: json\norder: per-key\nkey: /k\nstate: { key: /k, " + MACHINE + " }\n");
    says(
        "5:8: route 'lab': order must be per-key, or left out: a state's messages are ordered by"
            + " state.key, got 'strict'",
        "order: strict\nstate: { key: /k, " + MACHINE + " }\n");
    says(
        "5:6: route 'lab': key must be that of state, '/k', or left out, got '/other'",
        "key: /other\nstate: { key: /k, " + MACHINE + " }\n");
  }

  @Test
  void aMachineAndItsEventNeedEachOther() {
    says(
        "5:27: route 'lab': state.event leads a machine from state to state, and there is no"
            + " machine",
        "state: { key: /k, event:  /status }\n");
    says(
        "5:28: route 'lab': state.machine needs event, the path of the state that a message leads"
            + " to",
        "state: { key: /k, machine: { initial: a, transitions: { a: b } } }\n");
    says(
        "5:8: route 'lab': state needs a machine (with event) or update: it would remember nothing",
        "state: { key: /k }\n");
    says("5:8: route 'lab': 'state.key' is missing", "state: { " + MACHINE + " }\n");
  }

  @Test
  void aStateThatCannotBeReachedIsAnError() {
    says(
        "5:85: route 'lab': state.machine.transitions has 'cc', which no event leads to from 'a'"
            + " (did you mean 'c'?)",
        "state: { key: /k, event: /s, machine: { initial: a, transitions: { a: [b, c], b: [], cc: d } } }\n"
            .replace("b: [], ", "b: c, "));
    says(
        "5:50: route 'lab': state.machine.initial must be a state with transitions, got 'aa' (did"
            + " you mean 'a'?)",
        "state: { key: /k, event: /s, machine: { initial: aa, transitions: { a: b } } }\n");
    says(
        "5:75: route 'lab': state.machine.transitions.a names 'b' twice",
        "state: { key: /k, event: /s, machine: { initial: a, transitions: { a: [b, b] } } }\n");
  }

  @Test
  void aRuleHasOneVerbAndWhatGoesWithIt() {
    says(
        "5:28: route 'lab': state.update, rule 1: needs exactly one of set, increment, max, min and"
            + " remove, got 2",
        "state: { key: /k, update: [{ max: a, min: b, from: /n }] }\n");
    says(
        "5:28: route 'lab': state.update, rule 1: set needs from or value",
        "state: { key: /k, update: [{ set: a }] }\n");
    says(
        "5:54: route 'lab': state.update, rule 1: value does not go with max",
        "state: { key: /k, update: [{ max: a, from: /n, value: 5 }] }\n"
            .replace(", value", ",value"));
    says(
        "5:28: route 'lab': state.update, rule 1: has from and by, which exclude each other",
        "state: { key: /k, update: [{ increment: a, from: /n, by: 5 }] }\n");
    says(
        "5:48: route 'lab': state.update, rule 1: by must be a number such as 1, -1 or 0.5, got"
            + " 'one'",
        "state: { key: /k, update: [{ increment: a, by: one }] }\n");
  }

  @Test
  void whatHasNoOwnerOrNoAnswerIsRefused() {
    assertEquals(
        List.of(
            "routes/lab.yaml:5:8: route 'lab': reply 'stored' does not go with state: stored"
                + " messages are delivered by any shard, and a state has one owner"),
        folder
            .errorsOfRoute("format: json\nreply: stored\nstate: { key: /k, " + MACHINE + " }\n")
            .stream()
            .filter(each -> !each.contains("needs a store"))
            .toList());
    says(
        "6:28: route 'lab': state.durable says what an answer waits for, and under reply: queued it"
            + " waits for nothing",
        "reply: queued\nstate: { key: /k, durable: true, " + MACHINE + " }\n");
    says(
        "5:35: route 'lab': state.retain-history says for how long history is kept, and without"
            + " store-history: true none is",
        "state: { key: /k, retain-history: 1h, " + MACHINE + " }\n");
  }

  @Test
  void whatIsToLastNeedsAStore() {
    String need = " needs a store: add store: { embedded: { directory: … } } to the engine file";
    says(
        "5:8: route 'lab': state.durable" + need,
        "state: { key: /k, durable: true, " + MACHINE + " }\n");
    says(
        "5:8: route 'lab': state.store-history" + need,
        "state: { key: /k, store-history: true, " + MACHINE + " }\n");
  }

  @Test
  void pathsIntoTheMessageNeedAFormat() {
    assertEquals(
        List.of(
            "routes/lab.yaml:1:1: route 'lab': needs a format (json, fhir or hl7v2), because the"
                + " path in line 4 leads into the message"),
        folder.errorsOfRoute("state: { key: 'header:K', update: [{ set: a, from: /n }] }\n"));
  }
}
