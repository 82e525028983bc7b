package io.roundtrip.future;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What every combinator must make of a script, said without futures. Stateless. */
final class Model {
  private Model() {}

  /** The inputs in the order of their arrival at one who listens to all from the beginning. */
  private static List<Integer> arrivals(Script script) {
    List<Integer> arrivals = new ArrayList<>();
    IntStream.range(0, script.size()).filter(i -> !script.isLater(i)).forEach(arrivals::add);
    arrivals.addAll(script.order());
    return arrivals;
  }

  private static List<Integer> everyone(Script script) {
    return IntStream.range(0, script.size()).boxed().toList();
  }

  private static List<Integer> failed(List<Integer> arrivals, Script script) {
    return arrivals.stream().filter(i -> !script.succeeds(i)).toList();
  }

  private static String error(List<Integer> errors) {
    return "E"
        + errors.getFirst()
        + errors.subList(1, errors.size()).stream().map(i -> "E" + i).toList();
  }

  static Outcome whenAll(Script script, String value) {
    List<Integer> errors = failed(arrivals(script), script);
    return new Outcome(errors.isEmpty() ? value : error(errors), everyone(script));
  }

  static Outcome whenAny(Script script) {
    for (int index : arrivals(script)) {
      if (script.succeeds(index)) {
        return new Outcome("first " + index + " = " + index, everyone(script));
      }
    }
    return new Outcome(error(arrivals(script)), everyone(script));
  }

  static Outcome whenSome(int wanted, Script script) {
    List<Integer> arrivals = arrivals(script);
    List<Integer> arrived = arrivals.stream().filter(script::succeeds).limit(wanted).toList();
    if (arrived.size() < wanted) {
      return new Outcome(error(failed(arrivals, script)), everyone(script));
    }
    List<Arrived<Integer>> values = arrived.stream().map(i -> new Arrived<>(i, i)).toList();
    return new Outcome(values.toString(), everyone(script));
  }

  /** {@code mapAsync} up to its errors; the value is the caller's. */
  static Outcome mapAsync(int concurrency, Script script, String value) {
    Set<Integer> over = new HashSet<>(everyone(script));
    over.removeAll(script.order());
    List<Integer> begun = new ArrayList<>();
    List<Integer> errors = new ArrayList<>();
    Set<Integer> underWay = new HashSet<>();
    List<Integer> events = new ArrayList<>(script.order());
    events.addFirst(-1);
    for (int event : events) {
      over.add(event);
      if (underWay.remove(event) && !script.succeeds(event)) {
        errors.add(event);
      }
      while (errors.isEmpty() && begun.size() < script.size() && underWay.size() < concurrency) {
        int next = begun.size();
        begun.add(next);
        if (!over.contains(next)) {
          underWay.add(next);
        } else if (!script.succeeds(next)) {
          errors.add(next);
        }
      }
    }
    return new Outcome(errors.isEmpty() ? value : error(errors), begun);
  }

  /** One step after the other, each of which adds its digit; a failure is told by its prefix. */
  static Outcome inTurn(Script script, String prefix) {
    StringBuilder value = new StringBuilder("=");
    for (int i = 0; i < script.size(); i++) {
      if (!script.succeeds(i)) {
        return new Outcome(
            prefix.replace("#", String.valueOf(i)) + error(List.of(i)),
            IntStream.rangeClosed(0, i).boxed().toList());
      }
      value.append(i);
    }
    return new Outcome(value.toString(), everyone(script));
  }

  /** As many attempts as there are inputs. */
  static Outcome retry(Script script) {
    TreeMap<Integer, Integer> lastFirst = new TreeMap<>();
    for (int i = 0; i < script.size(); i++) {
      if (script.succeeds(i)) {
        return new Outcome(String.valueOf(i), IntStream.rangeClosed(0, i).boxed().toList());
      }
      lastFirst.put(i == script.size() - 1 ? -1 : i, i);
    }
    return new Outcome(error(List.copyOf(lastFirst.values())), everyone(script));
  }

  /** The first input, whose time runs out after the first event. */
  static Outcome timeout(Script script) {
    boolean inTime = !script.isLater(0) || script.order().getFirst() == 0;
    String result = script.succeeds(0) ? "0" : error(List.of(0));
    return new Outcome(inTime ? result : "timed out", List.of(0));
  }
}
