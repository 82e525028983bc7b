package io.roundtrip.metrics;

/**
 * What a runner of tasks has done so far. Immutable; read without a lock, so that the numbers may be of slightly different moments.
 *
 * @param accepted tasks that were taken
 * @param refused tasks that were not, because the runner was full or closed
 * @param open taken and not over, whether they wait for the loop or run
 * @param running begun and not over; a cancelled one counts until its operation has ended
 * @param succeeded tasks that ended with a value
 * @param failed tasks that ended with an error, timeouts included
 * @param cancelled tasks that were cancelled
 * @param kept tasks that can be asked for by their id
 */
public record TaskFigures(
    long accepted,
    long refused,
    long open,
    long running,
    long succeeded,
    long failed,
    long cancelled,
    long kept) {
  /** Nothing was done. */
  public static final TaskFigures NONE = new TaskFigures(0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public TaskFigures plus(TaskFigures other) {
    return new TaskFigures(
        accepted + other.accepted,
        refused + other.refused,
        open + other.open,
        running + other.running,
        succeeded + other.succeeded,
        failed + other.failed,
        cancelled + other.cancelled,
        kept + other.kept);
  }
}
