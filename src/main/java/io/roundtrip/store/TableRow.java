package io.roundtrip.store;

import org.jspecify.annotations.Nullable;

/**
 * A message as a row of somebody's table. Immutable.
 *
 * @param values in the order of the table's columns: text, a buffer for bytes, or null
 * @param claim the idempotency key that is held for the message; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
public record TableRow(@Nullable Object[] values, @Nullable KeyClaim claim) {}
