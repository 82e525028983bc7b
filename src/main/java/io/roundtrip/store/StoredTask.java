package io.roundtrip.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tasks}. Immutable.
 *
 * @param id a UUID
 * @param name of the operation
 * @param request its argument, JSON
 * @param status {@code queued}, {@code running}, {@code succeeded}, {@code failed} or {@code cancelled}
 * @param claims how often it was claimed
 * @param attempts how many attempts were made, this one included
 * @param result JSON, once it has succeeded
 * @param error JSON of the last failure, also of one that is tried again
 */
public record StoredTask(
    String id,
    String name,
    String request,
    String status,
    int claims,
    int attempts,
    @Nullable String result,
    @Nullable String error) {}
