package io.roundtrip.bench;

import io.vertx.core.Completable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the benchmarks begin with, in fields that the compiler cannot take for constants. */
@State(Scope.Thread)
public class Input implements Completable<Item> {
  /** Ten. */
  public Item[] ring = Item.ring(10);

  /** The same. */
  public List<Item> items = List.of(ring);

  /** One. */
  public Item item = ring[0];

  /** Another. */
  public Item other = ring[5];

  /** An error without a stack trace, whose filling would be all that one sees. */
  public Throwable error = new Refused();

  /** What {@link #complete} was told. */
  public Item heard = item;

  @Override
  public void complete(Item value, @Nullable Throwable failure) {
    heard = value;
  }

  /** What is used in place of what failed. */
  public Item instead(Throwable failure) {
    return failure == error ? item : other;
  }

  /** An error. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused() {
      super("refused", null, false, false);
    }
  }
}
