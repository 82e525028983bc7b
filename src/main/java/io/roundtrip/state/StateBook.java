package io.roundtrip.state;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route's entities on one shard. Loop-confined.
 *
 * <p>Bounded by number and by bytes. What makes room is the entity that was used longest ago, unless a message holds it or the
 * store does not have it yet. Without a store an entity that makes room is forgotten, so only one that was idle for long
 * enough may.
 *
 * <pre>
 * {@link #tryHold} → {@link #deliver} | {@link #doubt} | nothing → {@link #release}
 * </pre>
 */
public final class StateBook {
  /** How many that must stay are passed over in the search for one that may go. */
  private static final int MOST_PASSED_OVER = 1_024;

  private final int mostEntities;
  private final long mostBytes;
  private final long idleNanos;
  private final boolean stored;

  /** In the order of use. */
  private final LinkedHashMap<String, Place> places = new LinkedHashMap<>();

  private long bytes;
  private long evicted;
  private int inDoubt;
  private int unwritten;

  /** Where an entity is kept. */
  private static final class Place {
    Entity entity;
    long bytes;
    long writtenVersion;
    long usedNanos;
    boolean held;

    Place(Entity entity) {
      this.entity = entity;
      this.writtenVersion = entity.version();
    }

    boolean isUnwritten() {
      return entity.version() > writtenVersion;
    }
  }

  /**
   * An empty book.
   *
   * @param mostEntities how many it may hold
   * @param mostBytes how much memory they may take, roughly
   * @param idleNanos after how long an entity that nobody used may go
   * @param stored whether what goes can be had again
   */
  public StateBook(int mostEntities, long mostBytes, long idleNanos, boolean stored) {
    if (mostEntities < 1 || mostBytes < 1) {
      throw new IllegalArgumentException(
          "a book needs room, got " + mostEntities + " entities and " + mostBytes + " bytes");
    }
    this.mostEntities = mostEntities;
    this.mostBytes = mostBytes;
    this.idleNanos = idleNanos;
    this.stored = stored;
  }

  /** The entity of the key; null if it is not here. Counts as no use of it. */
  public @Nullable Entity find(String key) {
    Place place = places.get(key);
    return place == null ? null : place.entity;
  }

  /** Whether the entity is here and the store does not have it as it is. */
  public boolean isUnwritten(String key) {
    Place place = places.get(key);
    return place != null && stored && place.isUnwritten();
  }

  /**
   * Holds the entity for a message, with room for what that will make of it; false if there is no room. What is here already
   * outweighs what was loaded.
   *
   * @param loaded as it is in the store
   * @param next what the message makes of it
   */
  public boolean tryHold(String key, Entity loaded, Entity next, long nowNanos) {
    Place place = places.get(key);
    long needed = Math.max(loaded.bytes(key), next.bytes(key));
    boolean isNew = place == null;
    if (place == null) {
      place = new Place(loaded);
    } else if (place.held) {
      throw new IllegalStateException("two messages in one lane");
    }
    // Held while room is made, so that it is not what goes.
    place.held = true;
    if (!makeRoom(isNew ? 1 : 0, needed - place.bytes, nowNanos)) {
      place.held = false;
      return false;
    }
    if (isNew) {
      inDoubt += place.entity.inDoubt() ? 1 : 0;
    }
    use(key, place, nowNanos);
    account(place, needed);
    return true;
  }

  /** The message that holds it was delivered; what the entity is now. */
  public Entity deliver(String key, Entity next, long nowMillis) {
    return replace(key, next.at(nowMillis));
  }

  /** Nobody knows whether the message that holds it was delivered; what the entity is now, or null if it was in doubt. */
  public @Nullable Entity doubt(String key, long nowMillis) {
    Entity now = held(key).entity;
    return now.inDoubt() ? null : replace(key, now.doubted(nowMillis));
  }

  private Entity replace(String key, Entity next) {
    Place place = held(key);
    boolean wasUnwritten = place.isUnwritten();
    inDoubt += (next.inDoubt() ? 1 : 0) - (place.entity.inDoubt() ? 1 : 0);
    place.entity = next;
    unwritten += stored && !wasUnwritten ? 1 : 0;
    return next;
  }

  /** The message that held it is over. */
  public void release(String key, long nowNanos) {
    Place place = held(key);
    place.held = false;
    use(key, place, nowNanos);
    if (place.entity.exists()) {
      account(place, place.entity.bytes(key));
    } else {
      remove(key, place); // of what is not there nothing is remembered
    }
  }

  /** The store has the entity as of that version. */
  public void written(String key, long version) {
    Place place = places.get(key);
    if (place != null && place.isUnwritten()) {
      place.writtenVersion = Math.max(place.writtenVersion, version);
      unwritten -= stored && !place.isUnwritten() ? 1 : 0;
    }
  }

  /** Lets idle ones go; the time of the next that may, or -1 if there is none. */
  public long evictIdle(long nowNanos) {
    Iterator<Map.Entry<String, Place>> oldest = places.entrySet().iterator();
    int passedOver = 0;
    while (oldest.hasNext() && passedOver < MOST_PASSED_OVER) {
      Map.Entry<String, Place> each = oldest.next();
      if (nowNanos - each.getValue().usedNanos < idleNanos) {
        return each.getValue().usedNanos + idleNanos;
      }
      if (mustStay(each.getValue())) {
        passedOver++;
      } else {
        oldest.remove();
        forget(each.getValue());
      }
    }
    return places.isEmpty() ? -1 : nowNanos + idleNanos;
  }

  private boolean makeRoom(int more, long moreBytes, long nowNanos) {
    if (hasRoom(more, moreBytes)) {
      return true;
    }
    Iterator<Map.Entry<String, Place>> oldest = places.entrySet().iterator();
    int passedOver = 0;
    while (oldest.hasNext() && passedOver < MOST_PASSED_OVER && !hasRoom(more, moreBytes)) {
      Place place = oldest.next().getValue();
      if (!stored && nowNanos - place.usedNanos < idleNanos) {
        break;
      }
      if (mustStay(place)) {
        passedOver++;
      } else {
        oldest.remove();
        forget(place);
      }
    }
    return hasRoom(more, moreBytes);
  }

  private boolean hasRoom(int more, long moreBytes) {
    return places.size() + more <= mostEntities
        && (moreBytes <= 0 || bytes + moreBytes <= mostBytes);
  }

  private boolean mustStay(Place place) {
    return place.held || (stored && place.isUnwritten());
  }

  private void use(String key, Place place, long nowNanos) {
    place.usedNanos = nowNanos;
    places.putLast(key, place);
  }

  private void remove(String key, Place place) {
    places.remove(key);
    drop(place);
  }

  private void forget(Place place) {
    evicted++;
    drop(place);
  }

  private void drop(Place place) {
    bytes -= place.bytes;
    inDoubt -= place.entity.inDoubt() ? 1 : 0;
  }

  private void account(Place place, long now) {
    bytes += now - place.bytes;
    place.bytes = now;
  }

  private Place held(String key) {
    Place place = places.get(key);
    if (place == null || !place.held) {
      throw new IllegalStateException("an entity is changed by a message that does not hold it");
    }
    return place;
  }

  /** How many it holds. */
  public int size() {
    return places.size();
  }

  /** The memory they take, roughly. */
  public long bytes() {
    return bytes;
  }

  /** How many of them are in doubt. */
  public int inDoubt() {
    return inDoubt;
  }

  /** How many of them the store does not have as they are. */
  public int unwritten() {
    return unwritten;
  }

  /** How many have gone to make room, or because they were idle. */
  public long evicted() {
    return evicted;
  }
}
