package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.Prepared;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.outcome.Policy;
import io.roundtrip.queue.Credits;
import io.roundtrip.queue.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A core whose destinations do what a test says, when it says so; what the core did is a list of short lines. */
final class ScriptedCore implements Effects<String> {
  private static final long MILLI = 1_000_000;

  final Credits credits = new Credits(100, 1000, null);
  final Credits aside;
  final List<Gate> gates = new ArrayList<>();
  final DeliveryCore<String> core;

  /** What waits for its batch, as {@code message/destination}, although it was sent. */
  final Set<String> held = new HashSet<>();

  Prepared prepared = Prepared.AsItCame.INSTANCE;
  private final TimerWheel wheel = new TimerWheel(0);
  private final Deque<Runnable> loop = new ArrayDeque<>();
  private final List<String> did = new ArrayList<>();
  private final Map<String, Branch<String>> branches = new HashMap<>();
  private final Map<String, Message<String>> messages = new HashMap<>();
  private final Map<String, Outcome> answers = new HashMap<>();
  private final Map<String, Outcome> settled = new HashMap<>();
  private long now;

  ScriptedCore(RouteConf.Order order, int needed, int mostAside, DestinationConf... to) {
    this(order, needed, mostAside, false, to);
  }

  ScriptedCore(
      RouteConf.Order order, int needed, int mostAside, boolean recorded, DestinationConf... to) {
    this(order, needed, mostAside, recorded, false, to);
  }

  ScriptedCore(
      RouteConf.Order order,
      int needed,
      int mostAside,
      boolean recorded,
      boolean stateful,
      DestinationConf... to) {
    List<Plan.Step> steps = new ArrayList<>();
    int counted = 0;
    for (DestinationConf conf : to) {
      gates.add(new Gate(conf));
      counted += conf.required() ? 1 : 0;
      steps.add(
          new Plan.Step(
              conf.id(),
              conf.required(),
              conf.idempotent(),
              conf.timeout().toNanos(),
              conf.retry()));
    }
    aside = new Credits(mostAside, 1000, null);
    Plan plan = new Plan("r", order, new Policy(counted, needed), steps, recorded, stateful, 1);
    core = new DeliveryCore<>(plan, credits, aside, gates, wheel, this, loop::add, () -> now);
  }

  /** A destination with room for many, one attempt of 50 ms and no breaker, but for what the test wants otherwise. */
  static DestinationConf to(String id, boolean required, int slots) {
    return to(id, required, slots, false, 1, null);
  }

  static DestinationConf to(
      String id,
      boolean required,
      int slots,
      boolean idempotent,
      int attempts,
      DestinationConf.@Nullable Breaker breaker) {
    DestinationConf.Retry retry =
        new DestinationConf.Retry(attempts, Duration.ofMillis(20), 2, Duration.ofMillis(100));
    Duration timeout = Duration.ofMillis(50);
    return SimulatedRoute.conf(id, required, idempotent, slots, timeout, retry, breaker);
  }

  /** Offers a message with a deadline in so many milliseconds. */
  ScriptedCore offer(String id, @Nullable String key, long deadlineMillis) {
    if (!credits.tryTake(1)) {
      throw new AssertionError("no credit for " + id);
    }
    Message<String> message =
        new Message<>(core, id, key, 1, now, now + deadlineMillis * MILLI, false, id);
    messages.put(id, message);
    core.offer(message);
    return this;
  }

  /** Offers a message of which an earlier delivery settled some destinations. */
  ScriptedCore offerAgain(String id, DestinationOutcome... settled) {
    if (!credits.tryTake(1)) {
      throw new AssertionError("no credit for " + id);
    }
    Message<String> message =
        new Message<>(core, id, null, 1, now, now + 1_000 * MILLI, false, id, List.of(settled));
    messages.put(id, message);
    core.offer(message);
    return this;
  }

  ScriptedCore entered(String id) {
    core.onEntered(message(id), null);
    return runLoop();
  }

  ScriptedCore notEntered(String id, Reason reason, String why) {
    core.onEntered(message(id), new Prepared.Refused(reason, why));
    return runLoop();
  }

  ScriptedCore recorded(String id) {
    core.onRecorded(message(id), null);
    return runLoop();
  }

  ScriptedCore notRecorded(String id, String why) {
    core.onRecorded(message(id), why);
    return runLoop();
  }

  ScriptedCore connected(String... names) {
    for (String name : names) {
      Branch<String> branch = branch(name);
      core.onConnected(branch, branch.serial());
    }
    return runLoop();
  }

  ScriptedCore ended(String name, AttemptResult result) {
    Branch<String> branch = branch(name);
    core.onEnded(branch, branch.serial(), result);
    return runLoop();
  }

  ScriptedCore confirms(String name) {
    return ended(name, AttemptResult.delivered(200, null));
  }

  ScriptedCore refusesConnection(String name) {
    return ended(name, AttemptResult.notAttempted(Reason.NO_CONNECTION, "refused"));
  }

  ScriptedCore leaves(String id) {
    core.withdraw(message(id));
    return runLoop();
  }

  ScriptedCore pass(long millis) {
    now += millis * MILLI;
    wheel.advance(now);
    return runLoop();
  }

  ScriptedCore runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
    return this;
  }

  /** What the core did since this was asked last. */
  List<String> did() {
    List<String> lines = List.copyOf(did);
    did.clear();
    return lines;
  }

  Outcome answer(String id) {
    return Objects.requireNonNull(answers.get(id), () -> id + " has no answer");
  }

  boolean isAnswered(String id) {
    return answers.containsKey(id);
  }

  Outcome settled(String id) {
    return Objects.requireNonNull(settled.get(id), () -> id + " has not settled");
  }

  Message<String> message(String id) {
    return Objects.requireNonNull(messages.get(id));
  }

  private Branch<String> branch(String name) {
    return Objects.requireNonNull(branches.get(name), () -> name + " has no attempt");
  }

  private String name(Branch<String> branch) {
    String name = branch.message().id() + "/" + branch.step.id();
    branches.put(name, branch);
    return name;
  }

  @Override
  public Prepared prepare(Message<String> message) {
    did.add("prepare " + message.id());
    return prepared;
  }

  @Override
  public void enter(Message<String> message) {
    did.add("enter " + message.id());
  }

  @Override
  public void record(Message<String> message) {
    did.add("record " + message.id());
  }

  @Override
  public void connect(Branch<String> branch) {
    did.add("connect " + name(branch));
  }

  @Override
  public void send(Branch<String> branch, long remainingNanos) {
    did.add("send " + name(branch));
  }

  @Override
  public boolean isHeld(Branch<String> branch) {
    return held.contains(name(branch));
  }

  @Override
  public void abandon(Branch<String> branch) {
    did.add("abandon " + name(branch));
  }

  @Override
  public void answer(Message<String> message, Outcome outcome) {
    did.add("answer " + message.id() + " " + outcome.kind().text());
    answers.put(message.id(), outcome);
  }

  @Override
  public void settled(Message<String> message, Outcome outcome) {
    did.add("settled " + message.id() + " " + outcome.kind().text());
    settled.put(message.id(), outcome);
  }
}
