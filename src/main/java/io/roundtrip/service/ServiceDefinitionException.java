package io.roundtrip.service;

import java.util.List;

/** Services that cannot be offered as they are, all reasons at once. Immutable. */
public final class ServiceDefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // An immutable list of strings, which is serializable whatever its type says.
  @SuppressWarnings("serial")
  private final List<String> problems;

  ServiceDefinitionException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each with the class, the method and what to do. */
  public List<String> problems() {
    return problems;
  }
}
