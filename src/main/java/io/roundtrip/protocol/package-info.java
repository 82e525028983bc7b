/**
 * What verticles say to each other: every address with the records that travel to it and back.
 *
 * <p>Floor 2. Verticles never import each other; this package is all that one knows of another. Records are immutable
 * and passed by reference; every request has a "no" in its reply.
 */
@NullMarked
package io.roundtrip.protocol;

import org.jspecify.annotations.NullMarked;
