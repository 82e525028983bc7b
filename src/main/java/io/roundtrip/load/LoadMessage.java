package io.roundtrip.load;

/**
 * A message of a load. Immutable: the body must not be changed.
 *
 * @param sequence its number, from 1
 * @param dueNanos when it is due, from the load's start
 * @param key whose it is
 * @param body the message itself
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
public record LoadMessage(long sequence, long dueNanos, String key, byte[] body) {}
