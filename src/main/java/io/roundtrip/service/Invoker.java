package io.roundtrip.service;

import org.jspecify.annotations.Nullable;

/** A method bound to what it is called on. */
@FunctionalInterface
interface Invoker {
  /** Calls it; what it throws is as it threw it. */
  @Nullable Object invoke(@Nullable Object request, CallContext call) throws Throwable;
}
