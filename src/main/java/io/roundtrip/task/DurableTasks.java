package io.roundtrip.task;

import io.roundtrip.future.Progress;
import io.roundtrip.future.RetryPolicy;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.StoredTask;
import io.roundtrip.store.TaskTable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that survive a restart: stored in PostgreSQL before they are accepted, run until they come to something, and found
 * there afterwards for {@link Config#retain}. Thread-safe, because its operations are in a concurrent map and what it does by
 * itself is on the loop that it is deployed on ({@link DurableRounds}); one for an engine is enough.
 *
 * <p>At least once: an operation is begun again after a failure, by its {@link RetryPolicy}, and when its engine died. An
 * engine that others share the database with runs the tasks whose names it knows.
 *
 * {@snippet :
 * durable.register("confirm", DurableOperation.blocking((request, context) -> mail(request)));
 * durable.submit("confirm", "{\"order\":7}"); // Future of the id, complete after the commit
 * }
 */
public final class DurableTasks implements Deployable, TaskSource {
  /** How long a request may be, in characters. */
  public static final int LONGEST_REQUEST = 1 << 20;

  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  private final PgClient client;

  // Concurrent: operations are registered and asked for by any thread.
  private final Map<String, Registered> operations = new ConcurrentHashMap<>();
  private final DurableRounds rounds;

  // Volatile: set by the drain, read by every shard.
  private volatile boolean released;

  /** What runs under a name. */
  record Registered(DurableOperation operation, RetryPolicy retry) {}

  /**
   * How durable tasks are run.
   *
   * @param shard the one it is deployed on
   * @param alone whether no other engine uses the database
   * @param concurrency how many run at a time
   * @param poll how often the database is asked for tasks that are due
   * @param retain for how long a task that is over is kept
   */
  public record Config(int shard, boolean alone, int concurrency, Duration poll, Duration retain) {
    /** Checks the ranges. */
    public Config {
      if (concurrency < 1 || poll.toMillis() < 1) {
        throw new IllegalArgumentException(
            "concurrency must be at least 1 and poll at least 1 ms, got "
                + concurrency
                + " and "
                + poll);
      }
    }

    /** 64 at a time, a look each second, kept for a day. */
    public static Config of(int shard, boolean alone) {
      return new Config(shard, alone, 64, Duration.ofSeconds(1), Duration.ofDays(1));
    }
  }

  /**
   * Durable tasks that nothing runs before this is deployed.
   *
   * @param client its owner closes it, after this was undeployed
   */
  public DurableTasks(
      PgClient client, EngineLease lease, TaskRunner runner, TaskText text, Config config) {
    this.client = client;
    this.rounds = new DurableRounds(client, lease, runner, text, config, operations);
  }

  /** 5 attempts, the second after a second, then twice as long each time up to a minute, half of it jitter. */
  public static RetryPolicy usualRetry() {
    return RetryPolicy.of(5).withDelay(Duration.ofSeconds(1)).withBackoff(2, Duration.ofMinutes(1));
  }

  /** {@link #register(String, RetryPolicy, DurableOperation)} with the {@link #usualRetry}. */
  public void register(String name, DurableOperation operation) {
    register(name, usualRetry(), operation);
  }

  /**
   * Says what tasks of the name do. Before or after it is deployed; tasks that were stored earlier begin then.
   *
   * @throws IllegalArgumentException if the name has an operation
   */
  public void register(String name, RetryPolicy retry, DurableOperation operation) {
    if (operations.putIfAbsent(name, new Registered(operation, retry)) != null) {
      throw new IllegalArgumentException(
          "durable task '" + name + "': the name has an operation already");
    }
    rounds.poke();
  }

  /** Stores a task; the future has its id after the commit. It may then begin on any engine that knows the name. */
  public Future<String> submit(String name, String request) {
    if (!operations.containsKey(name)) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "durable task '"
                  + name
                  + "': no operation has this name; there are "
                  + new TreeSet<>(operations.keySet())));
    }
    if (request.length() > LONGEST_REQUEST) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "durable task '%s': a request may have %,d characters, got %,d"
                  .formatted(name, LONGEST_REQUEST, request.length())));
    }
    String id = UUID.randomUUID().toString();
    return TaskTable.insert(client, id, name, request)
        .map(
            stored -> {
              rounds.poke();
              return id;
            });
  }

  @Override
  public Future<?> deploy(Context context) {
    rounds.start(context);
    return Future.succeededFuture();
  }

  /** Begins nothing more; complete when nothing runs. From any thread. */
  public Future<Void> drain() {
    return rounds.drain();
  }

  /** What still runs is cancelled and given back: another engine, or the next start of this one, begins it again. */
  @Override
  public Future<?> undeploy(Context context) {
    return rounds.stop();
  }

  // Asked for ---------------------------------------------------------------------------------

  @Override
  public Future<Optional<TaskView>> find(String id, Duration wait) {
    UUID uuid = uuid(id);
    return uuid == null
        ? Future.succeededFuture(Optional.empty())
        : look(uuid, System.nanoTime() + wait.toNanos());
  }

  private Future<Optional<TaskView>> look(UUID id, long untilNanos) {
    return TaskTable.find(client, id)
        .compose(
            rows -> {
              if (rows.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              TaskView view = view(rows.getFirst());
              Context here = Vertx.currentContext();
              long left = untilNanos - System.nanoTime();
              if (here == null || view.status().isOver() || released || left <= 0) {
                return Future.succeededFuture(Optional.of(view));
              }
              long millis = Math.max(1, Math.min(ASK_AGAIN.toMillis(), left / 1_000_000));
              Promise<Optional<TaskView>> later = Promise.promise();
              here.owner().setTimer(millis, due -> look(id, untilNanos).onComplete(later));
              return later.future();
            });
  }

  @Override
  public Future<Optional<TaskView>> cancel(String id) {
    UUID uuid = uuid(id);
    if (uuid == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return TaskTable.cancel(client, uuid.toString())
        .compose(
            done -> {
              Task<?> running = rounds.running(uuid.toString());
              if (running != null) {
                running.cancel(true);
              }
              return find(id, Duration.ZERO);
            });
  }

  @Override
  public void release() {
    released = true;
  }

  private TaskView view(StoredTask row) {
    TaskStatus status = TaskStatus.valueOf(row.status().toUpperCase(Locale.ROOT));
    Task<?> running = rounds.running(row.id());
    Progress progress = running == null ? Progress.NONE : running.progress();
    if (status == TaskStatus.SUCCEEDED) {
      progress = new Progress(1, progress.note());
    }
    return new TaskView(
        row.id(), status, progress, row.result(), status == TaskStatus.FAILED ? row.error() : null);
  }

  private static @Nullable UUID uuid(String id) {
    try {
      return id.length() == 36 ? UUID.fromString(id) : null;
    } catch (IllegalArgumentException other) {
      return null;
    }
  }
}
