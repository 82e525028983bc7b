package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.outcome.Policy;
import io.roundtrip.queue.Credits;
import io.roundtrip.queue.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Up to three cores that share a small queue which drops its oldest, and what should be in it by a plain list for each:
 * messages arrive, travel, wait, leave and end in any order, while others take of the memory that all share.
 */
final class DropModel implements Effects<Integer> {
  private static final long NEVER = Long.MAX_VALUE / 8;

  // Shared, for it is larger than all the rest; no timer of it ever fires.
  private static final TimerWheel WHEEL = new TimerWheel(0);

  private final long seed;
  private final Random random;
  private final int capacity;
  private final long bytes;
  private final long memoryBytes;
  private final Credits memory;
  private final Credits credits;
  private final Deque<Long> others = new ArrayDeque<>();
  private final List<DeliveryCore<Integer>> cores = new ArrayList<>();
  private final Deque<Runnable> loop = new ArrayDeque<>();
  private final List<Deque<Message<Integer>>> waiting = new ArrayList<>();
  private final List<Message<Integer>> inTransit = new ArrayList<>();
  private final List<Branch<Integer>> inFlight = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private int accepted;
  private int settled;

  private DropModel(long seed) {
    this.seed = seed;
    random = new Random(seed);
    capacity = 1 + random.nextInt(6);
    bytes = 20L + random.nextInt(40);
    memoryBytes = 20L + random.nextInt(100);
    memory = new Credits(100, memoryBytes, null);
    credits = new Credits(capacity, bytes, memory);
    DestinationConf to =
        SimulatedRoute.conf(
            "a",
            true,
            false,
            1 + random.nextInt(3),
            Duration.ofHours(1),
            DestinationConf.Retry.NONE,
            null);
    Plan.Step step = new Plan.Step("a", true, false, to.timeout().toNanos(), to.retry());
    Plan plan =
        new Plan("r", RouteConf.Order.NONE, new Policy(1, 1), List.of(step), false, false, 1);
    List<Gate> gates = List.of(new Gate(to));
    int shards = 1 + random.nextInt(3);
    for (int i = 0; i < shards; i++) {
      waiting.add(new ArrayDeque<>());
      cores.add(
          new DeliveryCore<>(
              plan, credits, new Credits(1, 1, null), gates, WHEEL, this, loop::add, () -> 0));
    }
  }

  static void run(long seed) {
    new DropModel(seed).run();
  }

  private void run() {
    int steps = 5 + random.nextInt(20);
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(7)) {
        case 0 -> finish();
        case 1, 2 -> land();
        case 3 -> others();
        default -> arrive(i);
      }
      check();
    }
    while (!inTransit.isEmpty() || !inFlight.isEmpty()) {
      land();
      finish();
      check();
    }
    is(accepted, settled, "what was accepted ends");
    is(0, credits.depth(), "credits are back");
    is(othersBytes(), memory.bytes(), "and the memory");
  }

  private void others() {
    if (!others.isEmpty() && random.nextBoolean()) {
      memory.giveBack(others.remove());
      return;
    }
    long size = random.nextInt(50);
    if (memory.tryTake(size)) {
      others.add(size);
    }
  }

  private long othersBytes() {
    return others.stream().mapToLong(Long::longValue).sum();
  }

  private void arrive(int number) {
    int shard = random.nextInt(cores.size());
    long size = random.nextInt(20) == 0 ? random.nextInt(80) : random.nextInt(30);
    boolean has = credits.tryTake(size);
    is(depth() < capacity && fits(size), has, "a credit");
    is(couldFit(size), credits.couldFit(size), "whether dropping can help");
    if (!has && credits.mayShare(size)) {
      has = dropFor(shard, size);
    }
    if (has) {
      DeliveryCore<Integer> core = cores.get(shard);
      inTransit.add(new Message<>(core, "m" + number, null, size, 0, NEVER, true, shard));
    }
  }

  /** As ingest does it: its own shard first, then the others in turn. */
  private boolean dropFor(int shard, long size) {
    List<String> expected = new ArrayList<>();
    long expectedRoom = -1;
    long room = -1;
    dropped.clear();
    for (int i = 0; i < cores.size() && room < size; i++) {
      int at = (shard + i) % cores.size();
      Deque<Message<Integer>> line = waiting.get(at);
      while (!line.isEmpty() && couldFit(size) && !isEnough(expectedRoom, size)) {
        expected.add(line.element().id());
        expectedRoom = Math.max(0, expectedRoom) + line.remove().size;
      }
      room = cores.get(at).dropFor(room, size);
      is(expected, dropped, "the oldest are dropped, and no more than must be");
    }
    is(isEnough(expectedRoom, size), room == size, "room");
    if (room >= 0 && room < size) {
      credits.giveBack(room);
    }
    return room == size;
  }

  private boolean isEnough(long room, long size) {
    return room >= 0 && (size <= room || fits(size));
  }

  private boolean fits(long size) {
    long all = taken() + othersBytes();
    return (taken() == 0 || taken() + size <= bytes) && (all == 0 || all + size <= memoryBytes);
  }

  /** Whether it fits once nothing of this queue is there. */
  private boolean couldFit(long size) {
    boolean besideOthers = others.isEmpty() || othersBytes() + size <= memoryBytes;
    return size <= bytes && size <= memoryBytes && besideOthers;
  }

  private void land() {
    if (!inTransit.isEmpty()) {
      Message<Integer> message = inTransit.remove(random.nextInt(inTransit.size()));
      waiting.get(message.cargo()).add(message);
      accepted++;
      message.core.offer(message);
      runLoop();
    }
  }

  private void finish() {
    if (!inFlight.isEmpty()) {
      Branch<Integer> branch = inFlight.remove(random.nextInt(inFlight.size()));
      branch.message().core.onEnded(branch, branch.serial(), AttemptResult.delivered(200, null));
      runLoop();
    }
  }

  private void runLoop() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  private int depth() {
    int sum = inTransit.size();
    for (Deque<Message<Integer>> line : waiting) {
      sum += line.size();
    }
    return sum;
  }

  private long taken() {
    long sum = sum(inTransit);
    for (Deque<Message<Integer>> line : waiting) {
      sum += sum(line);
    }
    return sum;
  }

  private static long sum(Iterable<Message<Integer>> messages) {
    long sum = 0;
    for (Message<Integer> message : messages) {
      sum += message.size;
    }
    return sum;
  }

  /** The one message that may be larger than the queue, beside which only empty ones fit. */
  private long largest() {
    return Stream.concat(inTransit.stream(), waiting.stream().flatMap(Deque::stream))
        .mapToLong(message -> message.size)
        .max()
        .orElse(0);
  }

  private void check() {
    is(depth(), credits.depth(), "a credit for each");
    is(taken(), credits.bytes(), "and its bytes");
    is(true, credits.depth() <= capacity, "the capacity holds");
    is(true, credits.bytes() <= bytes || credits.bytes() == largest(), "the bytes hold");
    for (int i = 0; i < cores.size(); i++) {
      is(waiting.get(i).size(), cores.get(i).queued(), "what waits at shard " + i);
    }
  }

  private void is(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      throw new AssertionError(
          "%s: expected %s, got %s; seed %d".formatted(what, expected, actual, seed));
    }
  }

  @Override
  public Prepared prepare(Message<Integer> message) {
    Message<Integer> first = waiting.get(message.cargo()).remove();
    is(first.id(), message.id(), "first come, first served");
    return Prepared.AsItCame.INSTANCE;
  }

  @Override
  public boolean isHeld(Branch<Integer> branch) {
    return false;
  }

  @Override
  public void enter(Message<Integer> message) {
    throw new AssertionError("the plan has no state");
  }

  @Override
  public void record(Message<Integer> message) {
    throw new AssertionError("nothing is recorded");
  }

  @Override
  public void connect(Branch<Integer> branch) {
    branch.message().core.onConnected(branch, branch.serial());
  }

  @Override
  public void send(Branch<Integer> branch, long remainingNanos) {
    inFlight.add(branch);
  }

  @Override
  public void abandon(Branch<Integer> branch) {
    throw new AssertionError("nothing is abandoned");
  }

  @Override
  public void answer(Message<Integer> message, Outcome outcome) {
    is(OutcomeKind.ACCEPTED, outcome.kind(), "answered when it arrives, and never again");
  }

  @Override
  public void settled(Message<Integer> message, Outcome outcome) {
    settled++;
    if (outcome.kind() != OutcomeKind.DELIVERED) {
      is(true, outcome.reason() == Reason.QUEUE_FULL, "why");
      dropped.add(message.id());
    }
  }
}
