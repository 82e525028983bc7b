package io.roundtrip.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.roundtrip.future.RetryPolicy;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.StoredTask;
import io.roundtrip.store.TaskTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims durable tasks that are due, runs them, and writes down what they came to. Confined to the loop that it was started on,
 * but for {@link #poke}, {@link #running} and {@link #drain}, which any thread may call: for them its context is volatile, and what
 * runs is in a concurrent map.
 *
 * <p>A round: who cancelled what we run; what dead engines had (now and then); what is due, as far as there is room. Rounds
 * follow each other by the clock, or at once after a task was stored or has ended. A round that fails is made up for by the next.
 *
 * <p>A task is in hand until the store has what it came to; while the store does not answer, nothing that was claimed is begun a
 * second time here.
 */
final class DurableRounds {
  /** How long a result may be, in characters. */
  static final int LONGEST_RESULT = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DurableRounds.class);
  private static final int RECOVER_EVERY = 5;
  private static final int PRUNE_EVERY = 60;
  private static final long LEAVE_MILLIS = 2_000;

  private final PgClient client;
  private final EngineLease lease;
  private final TaskRunner runner;
  private final TaskText text;
  private final DurableTasks.Config config;
  private final Map<String, DurableTasks.Registered> operations;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Map<String, Task<?>> inHand = new ConcurrentHashMap<>();

  /** Ended since the round began: its claims may be older than that. */
  private final Set<String> settled = new HashSet<>();

  private final Promise<Void> empty = Promise.promise();

  private volatile @Nullable Context context;
  private long timer = -1;
  private long rounds;
  private boolean asking;
  private boolean oneMore;
  private boolean draining;
  private boolean stopping;
  private boolean gone;

  DurableRounds(
      PgClient client,
      EngineLease lease,
      TaskRunner runner,
      TaskText text,
      DurableTasks.Config config,
      Map<String, DurableTasks.Registered> operations) {
    this.client = client;
    this.lease = lease;
    this.runner = runner;
    this.text = text;
    this.config = config;
    this.operations = operations;
  }

  void start(Context here) {
    context = here;
    timer = here.owner().setPeriodic(config.poll().toMillis(), due -> round());
    round();
  }

  /** A task may be due. From any thread. */
  void poke() {
    Context here = context;
    if (here != null) {
      here.runOnContext(on -> round());
    }
  }

  /** What runs the task here, if it does. From any thread. */
  @Nullable Task<?> running(String id) {
    return inHand.get(id);
  }

  // Rounds ------------------------------------------------------------------------------------

  private void round() {
    if (asking) {
      oneMore = true;
      return;
    }
    if (draining || !lease.isHeld()) {
      return;
    }
    asking = true;
    settled.clear();
    long number = rounds++;
    long owner = OutboxTable.relay(lease.id(), config.shard());
    look(owner)
        .compose(seen -> number % RECOVER_EVERY == 0 ? recover() : Future.succeededFuture())
        .compose(
            seen ->
                number % PRUNE_EVERY == 0
                    ? TaskTable.prune(client, config.retain())
                    : Future.succeededFuture())
        .compose(done -> claim(owner))
        .onComplete((more, failure) -> onRound(failure));
  }

  private void onRound(@Nullable Throwable failure) {
    asking = false;
    if (failure != null) {
      LOG.warn("durable tasks: the store cannot be asked now error={}", failure.toString());
    } else if (oneMore) {
      oneMore = false;
      round();
    }
    tellIfEmpty();
  }

  private Future<?> look(long owner) {
    return TaskTable.held(client, owner)
        .compose(
            held -> {
              Future<?> released = Future.succeededFuture();
              for (TaskTable.Held claim : held) {
                Task<?> task = inHand.get(claim.id());
                if (task == null && !settled.contains(claim.id())) {
                  // Of a claim whose answer did not come.
                  released =
                      released.compose(
                          done -> TaskTable.release(client, owner, claim.id(), claim.claims()));
                } else if (task != null && claim.cancelRequested()) {
                  task.cancel(true);
                }
              }
              return released;
            });
  }

  private Future<?> recover() {
    return TaskTable.recover(client, lease.id(), config.alone())
        .onSuccess(
            count -> {
              if (count > 0) {
                LOG.info("durable tasks of an engine that is gone begin again tasks={}", count);
              }
            });
  }

  private Future<?> claim(long owner) {
    int room = config.concurrency() - inHand.size();
    if (room <= 0 || draining || operations.isEmpty()) {
      return Future.succeededFuture();
    }
    return TaskTable.claim(client, owner, operations.keySet(), room)
        .onSuccess(tasks -> begin(owner, tasks));
  }

  private void begin(long owner, List<StoredTask> tasks) {
    for (StoredTask stored : tasks) {
      DurableTasks.Registered registered = operations.get(stored.name());
      if (registered == null) {
        throw new IllegalStateException("claimed a task of a name that was not asked for");
      }
      Task<?> task = runner.run(wrapped(registered.operation(), stored.request()));
      // At once: by the runner, and not by the operation.
      boolean refused = task.isDone() && task.error() instanceof TaskRefused;
      Held held = new Held(owner, stored, registered.retry(), task, refused);
      inHand.put(stored.id(), task);
      var unused = task.whenComplete((value, error) -> home().runOnContext(on -> settle(held)));
    }
  }

  /** One that is in hand. */
  private record Held(
      long owner, StoredTask stored, RetryPolicy retry, Task<?> task, boolean refused) {
    String id() {
      return stored.id();
    }
  }

  private static AsyncOperation<Object> wrapped(DurableOperation operation, String request) {
    return own -> operation.start(request, own).map(value -> (Object) value);
  }

  private Context home() {
    Context here = context;
    if (here == null) {
      throw new IllegalStateException("not started");
    }
    return here;
  }

  // What they came to -------------------------------------------------------------------------

  private void settle(Held held) {
    write(held)
        .onComplete(
            (known, failure) -> {
              if (failure != null && gone) {
                return; // its lease will end, and then others may have it
              }
              if (failure != null) {
                LOG.warn(
                    "durable task: the store does not take what it came to task={} error={}",
                    held.id(),
                    failure.toString());
                home().owner().setTimer(config.poll().toMillis(), due -> settle(held));
                return;
              }
              settled.add(held.id());
              inHand.remove(held.id());
              tellIfEmpty();
              if (!held.refused()) { // else the runner is full, and will be for a moment
                round();
              }
            });
  }

  private Future<Boolean> write(Held held) {
    StoredTask stored = held.stored();
    Throwable error = held.task().error();
    boolean cancelled = held.task().status() == TaskStatus.CANCELLED;
    // Cancelled by an end of ours, and not by somebody who wants it to end.
    boolean interrupted =
        (cancelled && (stopping || runner.isClosed()))
            || (error instanceof TaskRefused && runner.isClosed());
    if (held.refused() || interrupted) {
      return TaskTable.release(client, held.owner(), held.id(), stored.claims());
    }
    if (cancelled) {
      return TaskTable.end(client, held.owner(), stored, "cancelled", null, null);
    }
    if (error == null) {
      return writeResult(held.owner(), stored, held.task().resultNow());
    }
    String problem = text.error(error);
    RetryPolicy retry = held.retry();
    if (stored.attempts() < retry.attempts() && retry.retries().test(error)) {
      Duration pause = retry.delayBefore(stored.attempts() + 1, random);
      home().owner().setTimer(Math.max(1, pause.toMillis() + 1), due -> round());
      return TaskTable.again(client, held.owner(), stored, pause, problem);
    }
    LOG.warn(
        "durable task '{}' has failed task={} attempt={}",
        stored.name(),
        stored.id(),
        stored.attempts(),
        error);
    return TaskTable.end(client, held.owner(), stored, "failed", null, problem);
  }

  private Future<Boolean> writeResult(long owner, StoredTask stored, @Nullable Object value) {
    String result;
    try {
      result = text.result(value);
    } catch (JsonProcessingException unwritable) {
      LOG.warn(
          "a durable task's result cannot be written as JSON task={}", stored.id(), unwritable);
      return TaskTable.end(client, owner, stored, "failed", null, text.error(unwritable));
    }
    if (result.length() > LONGEST_RESULT) {
      LOG.warn(
          "a durable task's result is too long task={} chars={}", stored.id(), result.length());
      String problem = text.error(new IllegalStateException("the result is too long"));
      return TaskTable.end(client, owner, stored, "failed", null, problem);
    }
    return TaskTable.end(client, owner, stored, "succeeded", result, null);
  }

  // The end -----------------------------------------------------------------------------------

  /** Claims nothing more; complete when nothing is in hand. From any thread. */
  Future<Void> drain() {
    Context here = context;
    if (here == null) {
      return Future.succeededFuture();
    }
    here.runOnContext(
        on -> {
          draining = true;
          tellIfEmpty();
        });
    return empty.future();
  }

  /** Cancels what runs and gives it back, for a while. On the loop. */
  Future<Void> stop() {
    Context here = home();
    here.owner().cancelTimer(timer);
    draining = true;
    stopping = true;
    inHand.values().forEach(task -> task.cancel(true));
    here.owner()
        .setTimer(
            LEAVE_MILLIS,
            late -> {
              gone = true;
              empty.tryComplete();
            });
    tellIfEmpty();
    return empty.future();
  }

  private void tellIfEmpty() {
    if (draining && !asking && inHand.isEmpty()) {
      empty.tryComplete();
    }
  }
}
