package io.roundtrip.ingest;

import io.vertx.core.http.HttpHeaders;

/** Header names whose hash is known: looking one up in a request costs no hashing. Stateless. */
final class HeaderNames {
  static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
  static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");
  static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

  private HeaderNames() {}
}
