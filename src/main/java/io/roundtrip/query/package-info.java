/**
 * Answers questions about messages from the store.
 *
 * <p>Floor 4. {@link io.roundtrip.query.QueryVerticle} serves {@code Addresses.findInJournal} and {@code searchJournal} with
 * a database client of its own, so that a slow search holds up neither the collectors nor, with its two connections and their
 * bounded line, the other searches for long. Who asks has looked at the live state before: the shards remember the messages
 * that are under way and the last ones that settled.
 */
@NullMarked
package io.roundtrip.query;

import org.jspecify.annotations.NullMarked;
