/**
 * The facts everything else speaks about: a message's outcome, its parts, and the message an embedding program sends.
 *
 * <p>Floor 0: the JDK alone. Every type here is an immutable value that may be passed by reference between threads.
 */
@NullMarked
package io.roundtrip.model;

import org.jspecify.annotations.NullMarked;
