package io.roundtrip.future;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a combinator by a script. Confined to one thread at a time. */
final class Run {
  /** The error of one input. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(int index) {
      super("E" + index);
    }
  }

  final List<Failure> errors = new ArrayList<>();
  final ManualTimers timers = new ManualTimers();

  /** The inputs that the combinator was given or asked for, in that order. */
  final List<Integer> begun = new ArrayList<>();

  private final List<String> outcomes = new ArrayList<>();
  private @Nullable Throwable failure;

  Run(int size) {
    for (int i = 0; i < size; i++) {
      errors.add(new Failure(i));
    }
  }

  /** The combinator begins the step of that input. */
  <F> F begin(int index, List<F> inputs) {
    begun.add(index);
    return inputs.get(index);
  }

  /** The combinator is given all inputs. */
  <F> List<F> beginAll(List<F> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      begun.add(i);
    }
    return inputs;
  }

  /** Its outcome. */
  void told(@Nullable Object value, @Nullable Throwable error) {
    failure = error;
    outcomes.add(
        switch (value) {
          case First<?, ?> first -> "first " + first.index() + " = " + first.value();
          case null, default -> String.valueOf(value);
        });
  }

  /** What became of it, when everything that can arrive has arrived. */
  Outcome outcome() {
    if (failure != null && outcomes.size() == 1) {
      return new Outcome(describe(failure), begun);
    }
    return new Outcome(outcomes.size() == 1 ? outcomes.getFirst() : "told " + outcomes, begun);
  }

  private static String describe(Throwable error) {
    return switch (error) {
      case PipelineException step -> step.step() + ": " + describe(cause(step));
      case TimedOut late -> "timed out";
      default ->
          error.getMessage()
              + Arrays.stream(error.getSuppressed()).map(Throwable::getMessage).toList();
    };
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error : cause;
  }
}
