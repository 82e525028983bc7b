package io.roundtrip.model;

import org.jspecify.annotations.Nullable;

/**
 * A key's state, as it is shown. Immutable.
 *
 * @param key the key
 * @param state where its machine stands; null without a machine
 * @param data its dictionary, a JSON object
 * @param version grows with every change; 0 for a key of which nothing is remembered
 * @param inDoubt whether it is unknown if the last event was delivered
 * @param updatedMillis when it changed last; 0 for never
 */
public record StateView(
    String key,
    @Nullable String state,
    String data,
    long version,
    boolean inDoubt,
    long updatedMillis) {}
