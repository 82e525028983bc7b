package io.roundtrip.bench;

/** What the futures of the benchmarks carry: a step makes the next one of it, which costs a load and no garbage. */
public final class Item {
  /** One of it. */
  public int number;

  /** What the step {@link #after} makes. */
  public Item next = this;

  /** The step. */
  public static Item after(Item item) {
    return item.next;
  }

  /** The step of two. */
  public static Item later(Item a, Item b) {
    return a.number > b.number ? a : b;
  }

  /** A question about it. */
  public boolean isOdd() {
    return (number & 1) != 0;
  }

  /** So many in a ring. */
  public static Item[] ring(int size) {
    Item[] items = new Item[size];
    for (int i = 0; i < size; i++) {
      items[i] = new Item();
      items[i].number = i;
    }
    for (int i = 0; i < size; i++) {
      items[i].next = items[(i + 1) % size];
    }
    return items;
  }
}
