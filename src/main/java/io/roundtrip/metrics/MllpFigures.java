package io.roundtrip.metrics;

/**
 * What a route's MLLP source has counted. Immutable.
 *
 * @param route its id
 * @param port the port it listens on
 * @param connections open now
 * @param accepted connections so far
 * @param turnedAway connections closed at once, for there were too many
 * @param frames whole frames, those that are refused included
 * @param oversized frames longer than they may be
 * @param unended frames that another began in, or whose end did not come in time
 * @param controlCharacters frames with a control character that no message has
 * @param notTaken frames for which there was no memory
 * @param unanswerable frames, of whatever fault, from which no header of a message could be read
 * @param skippedBytes bytes between frames
 */
public record MllpFigures(
    String route,
    int port,
    long connections,
    long accepted,
    long turnedAway,
    long frames,
    long oversized,
    long unended,
    long controlCharacters,
    long notTaken,
    long unanswerable,
    long skippedBytes) {

  /** Both together. */
  public MllpFigures plus(MllpFigures other) {
    return new MllpFigures(
        route,
        port,
        connections + other.connections,
        accepted + other.accepted,
        turnedAway + other.turnedAway,
        frames + other.frames,
        oversized + other.oversized,
        unended + other.unended,
        controlCharacters + other.controlCharacters,
        notTaken + other.notTaken,
        unanswerable + other.unanswerable,
        skippedBytes + other.skippedBytes);
  }
}
