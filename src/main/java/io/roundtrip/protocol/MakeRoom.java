package io.roundtrip.protocol;

/**
 * Asks a worker to drop what has waited longest there for a new message of the route. The reply is the bytes for which the
 * new message has a credit then: {@code size}, or less (-1 for none) if nothing more waits at that worker. Immutable.
 *
 * @param route its route's place in the conf
 * @param held bytes for which it has a credit already, of what another worker dropped; -1 for none
 * @param size the bytes it needs
 */
public record MakeRoom(int route, long held, long size) {}
