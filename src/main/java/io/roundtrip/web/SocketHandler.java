package io.roundtrip.web;

/** Serves a WebSocket, on a virtual thread of its own. */
@FunctionalInterface
public interface SocketHandler {
  /** Until it returns; {@link Socket#receive} gives null when the other side has closed. */
  void handle(Socket socket) throws Exception;
}
