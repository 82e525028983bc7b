package io.roundtrip.conf;

/**
 * One thing that is wrong in a conf file. Immutable.
 *
 * @param place where
 * @param route the route it belongs to, empty if none
 * @param message what is wrong and what to do
 */
public record ConfError(Place place, String route, String message) {
  /** {@code file:line:column: route 'x': what is wrong}. */
  @Override
  public String toString() {
    return place + ": " + (route.isEmpty() ? "" : "route '" + route + "': ") + message;
  }
}
