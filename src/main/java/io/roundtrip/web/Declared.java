package io.roundtrip.web;

import org.jspecify.annotations.Nullable;

/**
 * A route as it was declared. Immutable but for its settings, which are read when it is compiled.
 *
 * @param method {@link #SOCKET} for a WebSocket
 * @param needs what its handler is handed; null for nothing
 * @param kind what its handler returns, and so where it runs
 */
record Declared(
    String method,
    Template template,
    Kind kind,
    @Nullable Class<?> needs,
    Invocation invocation,
    RouteSettings settings) {
  /** Stands for a method: the upgrade is a GET, and has a path of its own. */
  static final String SOCKET = "WEBSOCKET";

  /** What a handler returns. */
  enum Kind {
    /** A value: on a virtual thread. */
    VALUE,
    /** A Vert.x future: on the loop. */
    FUTURE,
    /** A loop future: on the loop. */
    LOOP_FUTURE,
    /** Nothing: the request is a socket, on a virtual thread. */
    SOCKET,
    /** A Vert.x future that is done when the socket may be closed: on the loop. */
    LOOP_SOCKET
  }

  /** Calls the handler. */
  @FunctionalInterface
  interface Invocation {
    @Nullable Object invoke(Object request, @Nullable Object dependency) throws Exception;
  }

  /** What errors, metrics and threads call it. */
  String name() {
    return method + " " + template.text();
  }
}
