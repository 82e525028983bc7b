package io.roundtrip.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.future.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that can be asked for by their id, and their results for a while. Thread-safe, because all of it is under its lock; only
 * tasks that are asked for by HTTP come here, so that no other pays for it.
 *
 * <p>A task stays while it runs, and after its end for {@link #RETAIN} unless there are {@value #MOST_ENDED} newer ones. At most
 * {@value #MOST_WAITING} readers wait for an end at a time; one more is answered at once.
 */
public final class TaskBook implements TaskSource {
  /** For how long a result is kept. */
  public static final Duration RETAIN = Duration.ofMinutes(10);

  /** How many results are kept. */
  public static final int MOST_ENDED = 10_000;

  /** How many readers may wait. */
  public static final int MOST_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(TaskBook.class);

  private final LongSupplier clock;
  private final TaskText text;
  private final long retainNanos;
  private final int mostEnded;

  // Under this object's lock: tasks end on any thread, and every shard asks.
  private final Map<String, Kept> byId = new HashMap<>();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private int waiting;

  private record Kept(Task<?> task, Set<Reader> readers) {}

  private record Ended(String id, long atNanos) {}

  /** Somebody who waits for an end. Told once, on the context it came from. */
  private static final class Reader {
    private final Promise<Boolean> told = Promise.promise();
    private final @Nullable Context context = Vertx.currentContext();

    void tell() {
      if (context == null) {
        told.tryComplete(true);
      } else {
        context.runOnContext(on -> told.tryComplete(true));
      }
    }
  }

  /** With the usual bounds. */
  public TaskBook() {
    this(System::nanoTime, TaskText.usual(), RETAIN, MOST_ENDED);
  }

  /**
   * With bounds of one's own.
   *
   * @param clock monotonic nanoseconds
   */
  public TaskBook(LongSupplier clock, TaskText text, Duration retain, int mostEnded) {
    this.clock = clock;
    this.text = text;
    this.retainNanos = retain.toNanos();
    this.mostEnded = mostEnded;
  }

  /** Keeps the task, and says by which id it can be asked for. */
  public String keep(Task<?> task) {
    String id = task.id();
    synchronized (this) {
      sweep();
      if (byId.putIfAbsent(id, new Kept(task, new HashSet<>())) != null) {
        return id;
      }
    }
    var unused = task.whenComplete((value, error) -> onEnd(id));
    return id;
  }

  private void onEnd(String id) {
    Set<Reader> readers;
    synchronized (this) {
      Kept kept = byId.get(id);
      if (kept == null) {
        return;
      }
      ended.addLast(new Ended(id, clock.getAsLong()));
      readers = Set.copyOf(kept.readers);
      kept.readers.clear();
      waiting -= readers.size();
      sweep();
    }
    readers.forEach(Reader::tell);
  }

  /** Forgets what has been over for long enough. Also called by every other method. */
  public synchronized void sweep() {
    long now = clock.getAsLong();
    for (Ended first = ended.peekFirst();
        first != null && (ended.size() > mostEnded || now - first.atNanos >= retainNanos);
        first = ended.peekFirst()) {
      byId.remove(first.id);
      ended.removeFirst();
    }
  }

  /** How many can be asked for. */
  public synchronized int size() {
    return byId.size();
  }

  /** How many readers wait for an end. */
  synchronized int waiting() {
    return waiting;
  }

  @Override
  public Future<Optional<TaskView>> find(String id, Duration wait) {
    Task<?> task;
    Reader reader = null;
    synchronized (this) {
      sweep();
      Kept kept = byId.get(id);
      if (kept == null) {
        return Future.succeededFuture(Optional.empty());
      }
      task = kept.task;
      if (wait.isPositive() && !task.isDone() && waiting < MOST_WAITING) {
        reader = new Reader();
        kept.readers.add(reader);
        waiting++;
      }
    }
    if (reader == null) {
      return Future.succeededFuture(Optional.of(view(task)));
    }
    return await(id, reader, wait).map(told -> Optional.of(view(task)));
  }

  /** Waits on the caller's context, which is an event loop's: that has the timers. */
  private Future<Boolean> await(String id, Reader reader, Duration wait) {
    Context here = reader.context;
    if (here == null) {
      throw new IllegalStateException("waiting for a task's end is for a Vert.x context");
    }
    long timer =
        here.owner()
            .setTimer(
                Timers.wholeMillis(wait),
                fired -> {
                  leave(id, reader);
                  reader.told.tryComplete(false);
                });
    return reader.told.future().onSuccess(told -> here.owner().cancelTimer(timer));
  }

  private synchronized void leave(String id, Reader reader) {
    Kept kept = byId.get(id);
    if (kept != null && kept.readers.remove(reader)) {
      waiting--;
    }
  }

  @Override
  public void release() {
    Set<Reader> all = new HashSet<>();
    synchronized (this) {
      for (Kept kept : byId.values()) {
        all.addAll(kept.readers);
        kept.readers.clear();
      }
      waiting = 0;
    }
    all.forEach(Reader::tell);
  }

  @Override
  public Future<Optional<TaskView>> cancel(String id) {
    Kept kept;
    synchronized (this) {
      sweep();
      kept = byId.get(id);
    }
    if (kept == null) {
      return Future.succeededFuture(Optional.empty());
    }
    kept.task.cancel(true);
    return Future.succeededFuture(Optional.of(view(kept.task)));
  }

  private TaskView view(Task<?> task) {
    TaskStatus status = task.status();
    String result = null;
    String error = null;
    if (status == TaskStatus.SUCCEEDED) {
      try {
        result = text.result(task.resultNow());
      } catch (JsonProcessingException unwritable) {
        LOG.warn("a task's result cannot be written as JSON task={}", task.id(), unwritable);
        return new TaskView(
            task.id(), TaskStatus.FAILED, task.progress(), null, text.error(unwritable));
      }
    } else if (status == TaskStatus.FAILED) {
      error = text.error(task.exceptionNow());
    }
    return new TaskView(task.id(), status, task.progress(), result, error);
  }
}
