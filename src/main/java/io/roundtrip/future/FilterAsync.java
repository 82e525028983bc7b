package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code filterAsync}: the items whose asynchronous test says true, in their order. Stateless: it is {@link MapAsync} to the
 * test's word, and a choice by it.
 */
final class FilterAsync {
  private FilterAsync() {}

  static <F, A extends @Nullable Object> void start(
      Place<F> place,
      List<A> items,
      int concurrency,
      Function<? super A, ? extends F> test,
      Completable<? super List<A>> out) {
    List<A> all = Collections.unmodifiableList(new ArrayList<>(items));
    Completable<List<Boolean>> chosen =
        (words, failure) -> {
          if (failure == null) {
            out.succeed(choose(all, words));
          } else {
            out.fail(failure);
          }
        };
    MapAsync.start(place, all, concurrency, test, chosen);
  }

  private static <A extends @Nullable Object> List<A> choose(List<A> items, List<Boolean> words) {
    List<A> chosen = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (Boolean.TRUE.equals(words.get(i))) {
        chosen.add(items.get(i));
      }
    }
    return Collections.unmodifiableList(chosen);
  }
}
