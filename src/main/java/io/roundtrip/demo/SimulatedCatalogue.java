package io.roundtrip.demo;

import io.roundtrip.demo.SimulatedSystem.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of a laboratory: answers a price in cents on {@code /price/<test>}, what is left of its reagent on {@code
 * /stock/<test>}, and keeps what {@code /reserve/<test>} and {@code /release/<test>} put on hold and take off it. Confined
 * to its event loop, but for its lists, which do not change.
 */
final class SimulatedCatalogue implements SimulatedSystem.Desk {
  /** The tests there are, in the order of the catalogue. */
  static final List<String> TESTS = List.of("lipid", "ferritin", "tsh", "hba1c");

  private static final Map<String, Integer> PRICES =
      Map.of("lipid", 2490, "ferritin", 1850, "tsh", 2200, "hba1c", 1690);

  private static final Map<String, Integer> STOCK =
      Map.of("lipid", 12, "ferritin", 0, "tsh", 7, "hba1c", 3);

  /** How often {@code /busy/<caller>} refuses a caller before it answers. */
  static final int REFUSALS = 2;

  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Integer> held = new HashMap<>();

  /** What a test of the catalogue costs, in cents. */
  static int priceOf(String test) {
    return Objects.requireNonNull(PRICES.get(test));
  }

  /** How many of a test of the catalogue can still be done. */
  static int stockOf(String test) {
    return Objects.requireNonNull(STOCK.get(test));
  }

  @Override
  public Reply receive(String path, String body) {
    String[] parts = path.split("/", 3);
    if (parts.length < 3) {
      return number(null);
    }
    String name = parts[2];
    return switch (parts[1]) {
      case "price" -> number(PRICES.get(name));
      case "stock" -> number(STOCK.get(name));
      case "reserve" -> number(held.merge(name, 1, Integer::sum));
      case "release" -> number(held.merge(name, -1, Integer::sum));
      case "held" -> number(held.getOrDefault(name, 0));
      case "busy" -> busy(asked.merge(name, 1, Integer::sum));
      case "broken" -> new Reply(503, "text/plain", "out of order");
      default -> number(null);
    };
  }

  private static Reply busy(int times) {
    return times <= REFUSALS ? new Reply(503, "text/plain", "busy") : number(times);
  }

  private static Reply number(@Nullable Integer number) {
    return number == null
        ? new Reply(404, "text/plain", "nothing here")
        : new Reply(200, "text/plain", number.toString());
  }
}
