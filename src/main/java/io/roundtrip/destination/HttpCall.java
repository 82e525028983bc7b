package io.roundtrip.destination;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Reason;
import io.roundtrip.net.SocketFault;
import io.roundtrip.outcome.AttemptResult;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over HTTP: connect → send → answer read to its end. Loop-confined.
 *
 * <p>Whatever fails before {@code send} was not attempted; whatever fails after it is unknown, for bytes may have gone
 * out. A call that is given up after it was sent is reset, which closes its connection and frees its place in the pool.
 */
final class HttpCall implements Destination.Call, Completable<HttpClientRequest> {
  private static final CharSequence IDEMPOTENCY_KEY =
      HttpHeaders.createOptimized("idempotency-key");
  private static final CharSequence DEADLINE = HttpHeaders.createOptimized("x-deadline-ms");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

  private final HttpDestination destination;
  private final Destination.Listener listener;
  private @Nullable HttpClientRequest request;
  private boolean sent;
  private boolean over;
  private int status;
  private int received;
  private @Nullable Buffer answer;
  private @Nullable String answerType;

  HttpCall(HttpDestination destination, Destination.Listener listener) {
    this.destination = destination;
    this.listener = listener;
  }

  @Override
  public void connect() {
    destination.client.request(destination.request).onComplete(this);
  }

  /** The pool gave a connection, or could not. */
  @Override
  public void complete(@Nullable HttpClientRequest taken, @Nullable Throwable failure) {
    if (taken == null) {
      end(
          AttemptResult.notAttempted(
              Reason.NO_CONNECTION,
              "cannot connect to " + destination.peer + ": " + SocketFault.words(failure)));
      return;
    }
    request = taken;
    taken.exceptionHandler(this::onLost);
    if (over) {
      taken.reset();
    } else {
      listener.onConnected();
    }
  }

  @Override
  public void send(Outgoing message) {
    HttpClientRequest to = request;
    if (to == null) {
      throw new IllegalStateException("send before a connection was taken");
    }
    try {
      if (!message.contentType().isEmpty() && !destination.ownContentType) {
        to.putHeader(HttpHeaders.CONTENT_TYPE, message.contentType());
      }
      to.putHeader(IDEMPOTENCY_KEY, message.idempotencyKey());
      to.putHeader(DEADLINE, Long.toString(message.remainingMillis()));
      if (message.traceparent() != null) {
        to.putHeader(TRACEPARENT, message.traceparent());
      }
    } catch (IllegalArgumentException invalid) {
      to.reset();
      end(
          AttemptResult.notAttempted(
              Reason.BUG, "a header cannot be sent: " + invalid.getMessage()));
      return;
    }
    sent = true;
    to.send(message.body()).onComplete(this::onResponse);
  }

  private void onResponse(@Nullable HttpClientResponse response, @Nullable Throwable failure) {
    if (response == null) {
      onLost(failure);
      return;
    }
    if (over) {
      return;
    }
    status = response.statusCode();
    answerType = destination.keepAnswer ? response.getHeader(HttpHeaders.CONTENT_TYPE) : null;
    response.exceptionHandler(this::onLost);
    response.handler(this::onChunk);
    response.endHandler(end -> onAnswered());
  }

  private void onChunk(Buffer chunk) {
    received += chunk.length();
    if (received > destination.maxResponse) {
      abort();
      end(AttemptResult.unknown(status, "its answer exceeds max-response"));
    } else if (destination.keepAnswer) {
      answer = (answer == null ? Buffer.buffer(chunk.length()) : answer).appendBuffer(chunk);
    }
  }

  private void onAnswered() {
    if (!destination.success.get(status)) {
      end(AttemptResult.rejected(status));
    } else if (destination.keepAnswer) {
      byte[] body = answer == null ? new byte[0] : answer.getBytes();
      end(AttemptResult.delivered(status, new DestinationAnswer(status, answerType, body)));
    } else {
      end(AttemptResult.delivered(status, null));
    }
  }

  private void onLost(@Nullable Throwable cause) {
    end(
        sent
            ? AttemptResult.unknown(status, "connection lost: " + SocketFault.words(cause))
            : AttemptResult.notAttempted(
                Reason.NO_CONNECTION, "connection lost: " + SocketFault.words(cause)));
  }

  private void end(AttemptResult result) {
    if (!over) {
      over = true;
      listener.onEnded(result);
    }
  }

  @Override
  public void abandon() {
    over = true;
    abort();
  }

  private void abort() {
    if (request != null) {
      request.reset();
    }
  }
}
