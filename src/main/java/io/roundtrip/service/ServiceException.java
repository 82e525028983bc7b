package io.roundtrip.service;

import io.roundtrip.metrics.MethodFigures;
import org.jspecify.annotations.Nullable;

/**
 * A call that brought no result, the same in every context. Immutable. Without a stack trace: it is an answer, not a fault of
 * the code that asked; a handler's own fault is the cause.
 */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which kind of no. */
  public enum Kind {
    /** There is no such service or method. */
    NOT_FOUND("not-found", 404, "No such service or method"),
    /** The request is not what the method takes. */
    INVALID("invalid", 422, "Invalid request"),
    /** The method's own no: the request is fine, and it will not. Its handler may give another status of 4xx. */
    REFUSED("refused", 409, "Refused"),
    /** As many run and wait as may. */
    BUSY("busy", 503, "The method is busy"),
    /** The deadline passed; whether it was done is not known. */
    TIMEOUT("timeout", 504, "The method did not answer in time"),
    /** The method failed. */
    FAILED("failed", 500, "The method failed"),
    /** Nobody is there for it now: the engine starts or drains, or the circuit breaker is open. Nothing was done. */
    UNAVAILABLE("unavailable", 503, "The method is not available"),
    /** The call was given up before it was done. */
    CANCELLED("cancelled", 503, "The call was cancelled");

    private final String code;
    private final int status;
    private final String title;
    private final int outcome;

    Kind(String code, int status, String title) {
      this.code = code;
      this.status = status;
      this.title = title;
      this.outcome = MethodFigures.OUTCOMES.indexOf(code);
    }

    /** As logs, metrics and problems have it. */
    public String code() {
      return code;
    }

    /** Of an answer over HTTP. */
    public int status() {
      return status;
    }

    /** One line for a person. */
    public String title() {
      return title;
    }

    /** Its place in {@link MethodFigures#OUTCOMES}. */
    int outcome() {
      return outcome;
    }
  }

  private final Kind kind;
  private final String service;
  private final String method;
  private final String detail;
  private final int status;
  private final String path;

  private ServiceException(
      Kind kind,
      String service,
      String method,
      String detail,
      int status,
      String path,
      @Nullable Throwable cause) {
    super(message(service, method, path, detail), cause, false, false);
    this.kind = kind;
    this.service = service;
    this.method = method;
    this.detail = detail;
    this.status = status;
    this.path = path;
  }

  private static String message(String service, String method, String path, String detail) {
    return (service.isEmpty() ? "" : "service '" + service + "': ")
        + (method.isEmpty() ? "" : "method '" + method + "': ")
        + (path.isEmpty() ? "" : path + ": ")
        + detail;
  }

  /** A call that came to nothing, with what a person should know. */
  public static ServiceException of(Kind kind, String service, String method, String detail) {
    return new ServiceException(kind, service, method, detail, kind.status(), "", null);
  }

  /** What a handler throws that will not do what it is asked, for a reason of its field. */
  public static ServiceException refused(String detail) {
    return of(Kind.REFUSED, "", "", detail);
  }

  /**
   * {@link #refused(String)} with another status.
   *
   * @param status 400 to 499
   */
  public static ServiceException refused(int status, String detail) {
    if (status < 400 || status > 499) {
      throw new IllegalArgumentException(
          "a refusal's status must be 400 to 499, got " + status + "; anything else is a failure");
    }
    return new ServiceException(Kind.REFUSED, "", "", detail, status, "", null);
  }

  /** A request that is not what the method takes, at a place in it ({@code /address/zip}; empty for all of it). */
  static ServiceException invalid(String service, String method, String path, String detail) {
    return new ServiceException(
        Kind.INVALID, service, method, detail, Kind.INVALID.status(), path, null);
  }

  /** A request that is no JSON. */
  static ServiceException malformed(String service, String method, String detail) {
    return new ServiceException(Kind.INVALID, service, method, detail, 400, "", null);
  }

  /** What a handler threw. */
  static ServiceException failed(String service, String method, Throwable cause) {
    return new ServiceException(
        Kind.FAILED, service, method, cause.toString(), Kind.FAILED.status(), "", cause);
  }

  /** With the method's name where a handler did not say it. */
  ServiceException at(String ofService, String ofMethod) {
    return service.isEmpty()
        ? new ServiceException(kind, ofService, ofMethod, detail, status, path, getCause())
        : this;
  }

  /** Whether another attempt may come to something else. */
  boolean isWorthAnother() {
    return switch (kind) {
      case FAILED, BUSY, UNAVAILABLE, TIMEOUT -> true;
      case NOT_FOUND, INVALID, REFUSED, CANCELLED -> false;
    };
  }

  /** Which kind of no. */
  public Kind kind() {
    return kind;
  }

  /** The service that was called; empty if nobody said. */
  public String service() {
    return service;
  }

  /** Its method; empty likewise. */
  public String method() {
    return method;
  }

  /** What it was this time, without the names. */
  public String detail() {
    return detail;
  }

  /** Of an answer over HTTP. */
  public int status() {
    return status;
  }

  /** Where in the request, as a JSON pointer; empty for all of it. */
  public String path() {
    return path;
  }
}
