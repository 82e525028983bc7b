/** Tests of the idempotency keys: the decision by itself, and over HTTP with a real database. */
@NullMarked
package io.roundtrip.idempotency;

import org.jspecify.annotations.NullMarked;
