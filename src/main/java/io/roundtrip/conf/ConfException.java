package io.roundtrip.conf;

import java.util.List;
import java.util.stream.Collectors;

/** A conf that cannot be run, with everything that is wrong in it. */
public final class ConfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfError> errors;

  /** With at least one error. */
  public ConfException(List<ConfError> errors) {
    super(errors.stream().map(ConfError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** All errors, in the order of files and lines. */
  public List<ConfError> errors() {
    return errors;
  }
}
