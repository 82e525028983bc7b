package io.roundtrip.service;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * What is published on {@code errors.<service>.<method>}: a call or an event that failed with nobody waiting for it. Immutable.
 *
 * @param service the service's name
 * @param method its method
 * @param kind {@link ServiceException.Kind#code}
 * @param error what went wrong; outside this JVM not the text of an exception that nobody wrote for callers
 * @param messageId of the call
 * @param attempt how many there were
 * @param subject of the event; null for a call
 * @param eventId of the event; null for a call
 * @param cause what was thrown, in this JVM alone
 * @param request what the method was called with, in this JVM alone: to call it again
 */
public record FailedCall(
    String service,
    String method,
    String kind,
    String error,
    String messageId,
    int attempt,
    @Nullable String subject,
    @Nullable String eventId,
    @JsonIgnore @Nullable Throwable cause,
    @JsonIgnore @Nullable Object request) {
  /** As readers over HTTP have it: like a caller, they are told of a failure nothing but where the log speaks of it. */
  FailedCall forOthers() {
    return kind.equals(ServiceException.Kind.FAILED.code())
        ? new FailedCall(
            service,
            method,
            kind,
            "it failed; the log has the reason under the message id",
            messageId,
            attempt,
            subject,
            eventId,
            null,
            null)
        : this;
  }
}
