package io.roundtrip.state;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one key. Immutable.
 *
 * @param state where its machine stands; null where there is none, or nothing was delivered yet
 * @param data its dictionary, by name, in the order in which names came; each value is JSON text
 * @param version grows by one with every change; 0 for an entity that is not there yet
 * @param inDoubt whether it is unknown if the last event was delivered; then the state is the one before
 * @param updatedMillis when it changed last; never before the change ahead of it
 * @param lastMessage tells the message that was applied last from others; null where repeats are not recognised
 */
public record Entity(
    @Nullable String state,
    Map<String, String> data,
    long version,
    boolean inDoubt,
    long updatedMillis,
    @Nullable UUID lastMessage) {
  /** One that is not there yet. */
  public static final Entity NONE = new Entity(null, Map.of(), 0, false, 0, null);

  /** What an entity takes in memory beside its texts, roughly: the objects and the book's entry. */
  private static final long OVERHEAD_BYTES = 256;

  private static final long BYTES_OF_A_VALUE = 64L;

  /** Whether anything is remembered. */
  public boolean exists() {
    return version > 0;
  }

  /** The same, of which nobody knows whether the last event was delivered. */
  Entity doubted(long nowMillis) {
    return new Entity(
        state, data, version + 1, true, Math.max(nowMillis, updatedMillis), lastMessage);
  }

  /** The same, changed now and not when that was prepared. */
  Entity at(long nowMillis) {
    return new Entity(
        state, data, version, inDoubt, Math.max(nowMillis, updatedMillis), lastMessage);
  }

  /** The dictionary as a JSON object. */
  public String json() {
    return Dictionary.write(data);
  }

  /** About how many bytes of memory it takes under that key. */
  public long bytes(String key) {
    long chars = (long) key.length() + (state == null ? 0 : state.length());
    for (Map.Entry<String, String> each : data.entrySet()) {
      chars += each.getValue().length();
    }
    return OVERHEAD_BYTES + 2 * chars + BYTES_OF_A_VALUE * (long) data.size();
  }
}
