/**
 * The wiring: {@link Engine} places the shards, deploys each stage on them, and takes them down again.
 *
 * <p>Floor 5. This is the embedding API and the only place where verticles meet.
 */
@NullMarked
package io.roundtrip.engine;

import org.jspecify.annotations.NullMarked;
