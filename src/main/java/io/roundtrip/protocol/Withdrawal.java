package io.roundtrip.protocol;

/** The sender of this message has left. Immutable. */
public record Withdrawal(String messageId) {}
