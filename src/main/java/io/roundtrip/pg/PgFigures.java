package io.roundtrip.pg;

/**
 * What a client's connections are doing. Immutable.
 *
 * @param open connections in use or ready
 * @param connecting connections being made
 * @param leaving connections that were discarded and are not physically gone yet
 * @param transactions of the open ones, those that a transaction or a stream has for itself
 * @param inFlight statements sent and not answered
 * @param waiting operations that wait for a connection
 * @param opened connections ever made
 * @param discarded connections ever given up by the client
 * @param refused operations that never got a connection: no room, no server, or closed
 */
public record PgFigures(
    int open,
    int connecting,
    int leaving,
    int transactions,
    int inFlight,
    int waiting,
    long opened,
    long discarded,
    long refused) {}
