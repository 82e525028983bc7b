/**
 * The promise as an algebra: what became of an attempt, a destination and a message, and what an HTTP sender is told.
 *
 * <p>Floor 2, pure. HTTP, event bus, metrics and console only render what {@link Outcomes} decides.
 */
@NullMarked
package io.roundtrip.outcome;

import org.jspecify.annotations.NullMarked;
