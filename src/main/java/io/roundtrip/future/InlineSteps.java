package io.roundtrip.future;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The continuations of a pending future, as fields of the future itself. Loop-confined.
 *
 * <p>{@value #MOST} fit; the future that is full goes on in a second one. Fields and not an array: an array would be one
 * more object to reach, to mark and to keep in step with its future.
 */
class InlineSteps {
  /** How many steps one pending future holds. */
  static final int MOST = 4;

  // What a step takes, a value or an error, and whether it is itself asynchronous. The odd ones
  // have a context.
  static final int THEN = 2;
  static final int THEN_WITH = 3;
  static final int COMPOSE = 4;
  static final int COMPOSE_WITH = 5;
  static final int HANDLE = 6;
  static final int HANDLE_WITH = 7;
  static final int HANDLE_COMPOSE = 8;
  static final int HANDLE_TYPED = 9;
  static final int EVENTUALLY = 10;
  static final int EVENTUALLY_COMPOSE = 12;
  static final int TRANSFORM = 14;

  private static final int BITS = 4;
  private static final int MASK = (1 << BITS) - 1;

  /** The kinds of the steps not yet run, {@value #BITS} bits each, the next one lowest. */
  private int kinds;

  private int first;
  private int last;
  private @Nullable Object step0;
  private @Nullable Object step1;
  private @Nullable Object step2;
  private @Nullable Object step3;
  private @Nullable Object context0;
  private @Nullable Object context1;
  private @Nullable Object context2;
  private @Nullable Object context3;

  /** Adds a step behind the others; false if there is no room. */
  final boolean addStep(int kind, Object step, @Nullable Object context) {
    int at = last;
    if (at == MOST) {
      return false;
    }
    // No store where there is no context: a reference stored into an old object costs a barrier.
    switch (at) {
      case 0 -> {
        step0 = step;
        if (context != null) {
          context0 = context;
        }
      }
      case 1 -> {
        step1 = step;
        if (context != null) {
          context1 = context;
        }
      }
      case 2 -> {
        step2 = step;
        if (context != null) {
          context2 = context;
        }
      }
      default -> {
        step3 = step;
        if (context != null) {
          context3 = context;
        }
      }
    }
    kinds |= kind << (BITS * (at - first));
    last = at + 1;
    return true;
  }

  /** The kind of the next step, or 0 if there is none. */
  final int nextKind() {
    return kinds & MASK;
  }

  /** The context of the next step; taken before {@link #takeStep}. */
  final @Nullable Object takeContext() {
    Object context;
    switch (first) {
      case 0 -> {
        context = context0;
        context0 = null;
      }
      case 1 -> {
        context = context1;
        context1 = null;
      }
      case 2 -> {
        context = context2;
        context2 = null;
      }
      default -> {
        context = context3;
        context3 = null;
      }
    }
    return context;
  }

  /** Takes the next step out. */
  final Object takeStep() {
    Object step;
    switch (first) {
      case 0 -> {
        step = step0;
        step0 = null;
      }
      case 1 -> {
        step = step1;
        step1 = null;
      }
      case 2 -> {
        step = step2;
        step2 = null;
      }
      default -> {
        step = step3;
        step3 = null;
      }
    }
    kinds >>>= BITS;
    first++;
    if (first == last) {
      first = 0;
      last = 0;
    }
    if (step == null) {
      throw new IllegalStateException("there is no step");
    }
    return step;
  }

  /**
   * Runs a step.
   *
   * @param context what was given with the step; for one without a context, the error if there is one
   * @param input the value, or the error if there is one
   */
  @SuppressWarnings("unchecked") // the public methods say what goes with what
  static @Nullable Object call(
      int kind, Object step, @Nullable Object context, @Nullable Object input) throws Throwable {
    return switch (kind) {
      case THEN, COMPOSE, HANDLE, HANDLE_COMPOSE ->
          ((Function<@Nullable Object, @Nullable Object>) step).apply(input);
      case THEN_WITH, COMPOSE_WITH, HANDLE_WITH ->
          ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) step)
              .apply(context, input);
      case HANDLE_TYPED -> {
        if (input instanceof Throwable other && !isOf(context, other)) {
          throw other; // not the step's: it stays as it is
        }
        yield ((Function<@Nullable Object, @Nullable Object>) step).apply(input);
      }
      case TRANSFORM ->
          ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) step)
              .apply(context == null ? input : null, context);
      case EVENTUALLY -> {
        ((Runnable) step).run();
        yield null;
      }
      case EVENTUALLY_COMPOSE -> ((Supplier<Object>) step).get();
      default -> throw new IllegalStateException("step of unknown kind " + kind);
    };
  }

  private static boolean isOf(@Nullable Object type, Throwable error) {
    return type instanceof Class<?> wanted && wanted.isInstance(error);
  }

  /** Whether the step runs on an outcome of this sort; else it is passed over. */
  static boolean takes(int kind, boolean failed) {
    return failed ? kind >= HANDLE : kind < HANDLE || kind >= EVENTUALLY;
  }

  static boolean isAsynchronous(int kind) {
    return (kind & ~1) == COMPOSE || kind == HANDLE_COMPOSE || kind == EVENTUALLY_COMPOSE;
  }

  static boolean hasContext(int kind) {
    return (kind & 1) != 0;
  }

  static boolean keepsOutcome(int kind) {
    return kind == EVENTUALLY || kind == EVENTUALLY_COMPOSE;
  }
}
