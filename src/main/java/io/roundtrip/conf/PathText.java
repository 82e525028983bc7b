package io.roundtrip.conf;

/**
 * A path into a message as written: a JSON pointer ({@code /a/0/b}), an HL7 path ({@code PID-3.1}), {@code
 * header:NAME}, or {@code *} for the whole. Immutable.
 *
 * @param text as written
 * @param place where it stands
 */
public record PathText(String text, Place place) {}
