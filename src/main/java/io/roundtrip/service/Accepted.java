package io.roundtrip.service;

/**
 * A call was accepted. Immutable.
 *
 * @param messageId under which logs and error events speak of it
 * @param durable whether it is stored: then the id is that of its task, and it is done even if the engine dies
 */
public record Accepted(String messageId, boolean durable) {}
