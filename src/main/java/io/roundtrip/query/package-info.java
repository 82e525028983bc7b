/**
 * Answers questions about messages from the store.
 *
 * <p>Floor 4. {@link io.roundtrip.query.QueryVerticle} serves {@code Addresses.findMessage}, {@code searchMessages}, {@code
 * searchDeadLetters}, {@code deleteDeadLetter} and {@code replayMessage} with a database client of its own on each shard, so
 * that a slow search holds up neither the collectors nor, with its two connections and their bounded line, the other searches
 * for long. {@code GET /messages/{id}} has looked at the live state before it asks: the shards remember the messages that are
 * under way and the last ones that settled.
 */
@NullMarked
package io.roundtrip.query;

import org.jspecify.annotations.NullMarked;
