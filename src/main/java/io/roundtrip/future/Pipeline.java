package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Named steps, compiled once and run many times; a failure says which step it was ({@link PipelineException}). Immutable: a
 * pipeline may be run on many loops at once.
 *
 * {@snippet :
 * static final Pipeline<String, Receipt> ORDER =
 *     Pipeline.<String>named("order")
 *         .then("parse", Order::parse)
 *         .thenCompose("save", store::save)
 *         .build();
 * LoopFuture<Receipt> receipt = ORDER.run(text);
 * }
 *
 * @param <A> what goes in
 * @param <B> what comes out
 */
public final class Pipeline<A extends @Nullable Object, B extends @Nullable Object> {
  private final String name;
  private final Step[] steps;

  /** Where a loop future of a step's arrives; the target is where the run's result goes, the index the step. */
  private final Joint resumedOnLoop = this::resumeOnLoop;

  private Pipeline(String name, List<Step> steps) {
    this.name = name;
    this.steps = steps.toArray(Step[]::new);
  }

  /** How a step gives its result. */
  private enum Kind {
    VALUE,
    LOOP_FUTURE,
    VERTX_FUTURE
  }

  private record Step(
      String name, Kind kind, Function<@Nullable Object, @Nullable Object> function) {}

  /** Begins one of that name. */
  public static <A extends @Nullable Object> Builder<A, A> named(String name) {
    return new Builder<>(name, new ArrayList<>());
  }

  /**
   * Collects the steps.
   *
   * @param <A> what goes in
   * @param <B> what the last step makes
   */
  public static final class Builder<A extends @Nullable Object, B extends @Nullable Object> {
    private final String name;
    private final List<Step> steps;

    private Builder(String name, List<Step> steps) {
      this.name = name;
      this.steps = steps;
    }

    /** Adds a step that is done at once. */
    public <C extends @Nullable Object> Builder<A, C> then(
        String step, Function<? super B, ? extends C> function) {
      return add(step, Kind.VALUE, function);
    }

    /** Adds a step with a future of its own; the pipeline then runs on an event loop only. */
    public <C extends @Nullable Object> Builder<A, C> thenCompose(
        String step, Function<? super B, LoopFuture<C>> function) {
      return add(step, Kind.LOOP_FUTURE, function);
    }

    /** Adds a step with a Vert.x future of its own. */
    public <C extends @Nullable Object> Builder<A, C> thenFuture(
        String step, Function<? super B, Future<C>> function) {
      return add(step, Kind.VERTX_FUTURE, function);
    }

    @SuppressWarnings("unchecked") // each step takes what the one before makes
    private <C extends @Nullable Object> Builder<A, C> add(
        String step, Kind kind, Function<?, ?> function) {
      List<Step> more = new ArrayList<>(steps);
      more.add(
          new Step(
              Objects.requireNonNull(step),
              kind,
              (Function<@Nullable Object, @Nullable Object>) function));
      return new Builder<>(name, more);
    }

    /**
     * Compiles them.
     *
     * @throws IllegalArgumentException if two have the same name: a failure would not say which
     */
    public Pipeline<A, B> build() {
      Set<String> names = new HashSet<>();
      for (Step step : steps) {
        if (!names.add(step.name)) {
          throw new IllegalArgumentException(
              "pipeline '" + name + "': two steps are called '" + step.name + "'");
        }
      }
      return new Pipeline<>(name, steps);
    }
  }

  /** Runs it on the calling event loop, without garbage of its own. */
  public LoopFuture<B> run(A input) {
    LoopFuture<B> out = LoopFuture.promise();
    advance(0, input, Untyped.listener(out), resumedOnLoop);
    return out;
  }

  /**
   * Runs it anywhere.
   *
   * @throws IllegalStateException if a step makes loop futures
   */
  public Future<B> runAnywhere(A input) {
    for (Step step : steps) {
      if (step.kind == Kind.LOOP_FUTURE) {
        throw new IllegalStateException(
            "pipeline '"
                + name
                + "': step '"
                + step.name
                + "' makes a loop future, so the pipeline runs on an event loop only");
      }
    }
    Promise<B> out = Promise.promise();
    advance(0, input, Untyped.listener(out), null);
    return out.future();
  }

  /** Runs the steps from there; a future of a step's brings it back here. One thread at a time has it. */
  private void advance(
      int from, @Nullable Object input, Completable<@Nullable Object> out, @Nullable Joint onLoop) {
    Object now = input;
    for (int i = from; i < steps.length; i++) {
      Step step = steps[i];
      try {
        now = checked(step.kind, step.function.apply(now));
      } catch (Throwable thrown) {
        out.complete(null, new PipelineException(name, step.name, i, thrown));
        return;
      }
      if (step.kind != Kind.VALUE) {
        listen(Objects.requireNonNull(now), onLoop, out, i);
        return;
      }
    }
    out.complete(now, null);
  }

  /** What the step made, if it can be gone on with: from there on an error is no step's. */
  private static @Nullable Object checked(Kind kind, @Nullable Object made) {
    return switch (kind) {
      case VALUE -> made;
      case LOOP_FUTURE -> LoopFuture.innerOf(made);
      case VERTX_FUTURE -> Objects.requireNonNull(made, Place.NO_FUTURE);
    };
  }

  private void listen(
      Object made, @Nullable Joint onLoop, Completable<@Nullable Object> out, int index) {
    if (onLoop == null) {
      asFuture(made).onComplete((value, failure) -> resume(out, index, value, failure, null));
    } else if (made instanceof LoopFuture<?> future) {
      future.join(onLoop, out, index);
    } else {
      LoopFuture.of(asFuture(made)).join(onLoop, out, index);
    }
  }

  @SuppressWarnings("unchecked") // the builder took a step that makes one
  private static Future<@Nullable Object> asFuture(Object made) {
    return (Future<@Nullable Object>) made;
  }

  private void resume(
      Completable<@Nullable Object> out,
      int index,
      @Nullable Object value,
      @Nullable Throwable failure,
      @Nullable Joint onLoop) {
    if (failure == null) {
      advance(index + 1, value, out, onLoop);
    } else {
      out.complete(null, new PipelineException(name, steps[index].name, index, failure));
    }
  }

  private void resumeOnLoop(
      @Nullable Object out, int index, @Nullable Object value, @Nullable Throwable failure) {
    resume(
        Untyped.listener((Completable<?>) Objects.requireNonNull(out)),
        index,
        value,
        failure,
        resumedOnLoop);
  }
}
