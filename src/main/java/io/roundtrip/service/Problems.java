package io.roundtrip.service;

import io.roundtrip.net.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What an HTTP caller is told of a {@link ServiceException}. Stateless. */
final class Problems {
  static final CharSequence MESSAGE_ID = HttpHeaders.createOptimized("x-message-id");

  private Problems() {}

  /** Answers with the problem; what a handler threw stays here, and is in the log under the message id. */
  static void send(HttpServerResponse response, ServiceException no, String messageId) {
    send(response, of(no), messageId);
  }

  /** The problem that it is, without a message id. */
  static Problem of(ServiceException no) {
    String detail =
        no.kind() == ServiceException.Kind.FAILED
            ? "it failed; the log has the reason under the message id"
            : no.detail();
    Problem problem = Problem.of(no.status(), no.kind().code(), no.kind().title(), detail);
    if (no.status() == 503) {
      problem = problem.retryAfter(1_000);
    }
    if (!no.service().isEmpty()) {
      problem = problem.with("service", no.service());
    }
    if (!no.method().isEmpty()) {
      problem = problem.with("method", no.method());
    }
    if (no.kind() == ServiceException.Kind.INVALID) {
      problem = problem.with("path", no.path());
    }
    return problem;
  }

  /** Answers with a problem of the request itself. */
  static void send(HttpServerResponse response, Problem problem, String messageId) {
    if (!response.ended() && !response.closed() && !response.headWritten()) {
      response.putHeader(MESSAGE_ID, messageId);
      problem.with("messageId", messageId).send(response);
    }
  }
}
