package io.roundtrip.batch;

import java.util.Map;

/**
 * What a collector holds and has counted. Immutable.
 *
 * @param waiting records that wait for a batch
 * @param waitingBytes their bytes
 * @param inFlight batches under way
 * @param closed how many batches were closed, by reason
 * @param committed records that are stored
 * @param failed records of a batch that are not, or of which nobody knows
 * @param badRows of the failed, those that were at fault themselves
 * @param expired records whose time ran out before their batch was written
 * @param withdrawn records taken back by their sender
 * @param refused records that were not taken: full, or ended
 * @param statements how often the writer was asked
 * @param retries of these, how often for the same records again
 */
public record BatchFigures(
    int waiting,
    long waitingBytes,
    int inFlight,
    Map<CloseReason, Long> closed,
    long committed,
    long failed,
    long badRows,
    long expired,
    long withdrawn,
    long refused,
    long statements,
    long retries) {
  /** Copies. */
  public BatchFigures {
    closed = Map.copyOf(closed);
  }
}
