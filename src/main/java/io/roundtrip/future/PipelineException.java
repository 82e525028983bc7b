package io.roundtrip.future;

/** A step of a pipeline failed; its cause is the step's error. Without a stack trace of its own. */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pipeline;
  private final String step;
  private final int index;

  PipelineException(String pipeline, String step, int index, Throwable cause) {
    super(
        "pipeline '" + pipeline + "': step " + (index + 1) + " '" + step + "' failed: " + cause,
        cause,
        true,
        false);
    this.pipeline = pipeline;
    this.step = step;
    this.index = index;
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** The name of the step that failed. */
  public String step() {
    return step;
  }

  /** Which step it was, from 0. */
  public int index() {
    return index;
  }
}
