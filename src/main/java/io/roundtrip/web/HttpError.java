package io.roundtrip.web;

import io.roundtrip.net.Problem;
import java.time.Duration;

/**
 * Ends a handler with an answer that is not a success: thrown, or the failure of its future. Immutable. Its text goes to the
 * client, and it is not logged.
 */
public final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** With this answer. */
  public HttpError(Problem problem) {
    // No stack trace: it is an answer, and nobody would read it.
    super(problem.status() + " " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  /**
   * Any answer from 400 to 599.
   *
   * @param code the stable word for it: the problem's type is {@code urn:roundtrip:problem:} and this
   * @param title one line for a person, the same for every problem of the code
   * @param detail what it was this time
   */
  public static HttpError of(int status, String code, String title, String detail) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("an error's status must be 400 to 599, got " + status);
    }
    return new HttpError(Problem.of(status, code, title, detail));
  }

  /** 400: the request cannot be understood. */
  public static HttpError badRequest(String detail) {
    return of(400, "bad-request", "Bad request", detail);
  }

  /** 403: not for this client. */
  public static HttpError forbidden(String detail) {
    return of(403, "forbidden", "Forbidden", detail);
  }

  /** 404: there is no such thing. */
  public static HttpError notFound(String detail) {
    return of(404, "not-found", "Not found", detail);
  }

  /** 409: not in the state that things are in. */
  public static HttpError conflict(String detail) {
    return of(409, "conflict", "Conflict", detail);
  }

  /** 422: understood, and not right. */
  public static HttpError unprocessable(String detail) {
    return of(422, "unprocessable", "Not what is needed", detail);
  }

  /** 503: worth another try after so long. */
  public static HttpError unavailable(String detail, Duration retryAfter) {
    Problem problem = Problem.of(503, "unavailable", "Not available now", detail);
    return new HttpError(problem.retryAfter(Math.max(1, retryAfter.toMillis())));
  }

  /** With one more member in the answer. */
  public HttpError with(String name, String value) {
    return new HttpError(problem.with(name, value));
  }

  /** The answer. */
  public Problem problem() {
    return problem;
  }
}
