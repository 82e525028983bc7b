package io.roundtrip.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * What a shard counted of the extensions' routes, schedules and tasks. Immutable.
 *
 * @param web one for each route, in the order of their declaration
 * @param schedules of the shard that runs them; else none
 * @param tasks of the shard that runs them; else none
 */
public record ExtensionFigures(
    List<WebFigures> web, List<ScheduleFigures> schedules, TaskFigures tasks) {
  /** Nothing was counted. */
  public static final ExtensionFigures NONE =
      new ExtensionFigures(List.of(), List.of(), TaskFigures.NONE);

  /** Both together. */
  public ExtensionFigures plus(ExtensionFigures other) {
    List<WebFigures> sums = new ArrayList<>(web.isEmpty() ? other.web : web);
    if (!web.isEmpty() && !other.web.isEmpty()) {
      for (int i = 0; i < sums.size(); i++) {
        sums.set(i, web.get(i).plus(other.web.get(i)));
      }
    }
    List<ScheduleFigures> all = new ArrayList<>(schedules);
    all.addAll(other.schedules);
    return new ExtensionFigures(sums, all, tasks.plus(other.tasks));
  }
}
