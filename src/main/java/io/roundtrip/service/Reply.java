package io.roundtrip.service;

import io.roundtrip.bus.BusException;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/**
 * What comes back over the bus, told to the caller as its type or as a {@link ServiceException}. Immutable.
 *
 * @param service that was called
 * @param method of it
 * @param type what the caller wants
 * @param caller is told
 */
record Reply<R extends @Nullable Object>(
    String service, String method, Class<?> type, Completable<R> caller)
    implements Completable<@Nullable Object> {
  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // checked by the class; null is for who asked for it
  public void complete(@Nullable Object value, @Nullable Throwable failure) {
    if (failure != null) {
      caller.fail(translated(failure));
    } else if (value instanceof ServiceException no) {
      caller.fail(no.at(service, method));
    } else if (value == null || type.isInstance(value)) {
      caller.succeed((R) value);
    } else {
      caller.fail(
          ServiceException.of(
              Kind.INVALID,
              service,
              method,
              "it returned a %s, and its caller wants a %s"
                  .formatted(value.getClass().getName(), type.getName())));
    }
  }

  private ServiceException translated(Throwable failure) {
    if (!(failure instanceof BusException no)) {
      return ServiceException.failed(service, method, failure);
    }
    return switch (no.kind()) {
      case NO_CONSUMER ->
          ServiceException.of(Kind.UNAVAILABLE, service, method, "the shard that runs it is gone");
      case TIMEOUT ->
          ServiceException.of(
              Kind.TIMEOUT, service, method, "the shard that runs it does not answer");
      case REFUSED ->
          ServiceException.of(Kind.FAILED, service, method, String.valueOf(no.getMessage()));
    };
  }
}
