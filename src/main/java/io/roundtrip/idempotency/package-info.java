/**
 * Sends a message with an idempotency key once: claims the key in the store before, and answers repeats from there.
 *
 * <p>Floor 4, one verticle for each shard; the key's hash picks the shard. {@link
 * io.roundtrip.idempotency.IdempotencyVerticle} serves {@code Addresses.once}, between ingest and the shard that runs the
 * message. {@link io.roundtrip.idempotency.KeyBook} is what happens to a key, in the states of {@link
 * io.roundtrip.idempotency.HeldKey}: claimed (a commit), submitted, its outcome written (a commit), and only then answered. Repeats
 * of a message under way attach to it in memory. {@link io.roundtrip.idempotency.Repeats} decides, by the row of an earlier message
 * alone, what a repeat is told or to which destinations it goes; it is pure. {@link io.roundtrip.idempotency.KeyStore} is the way to
 * the table, in batches: a message costs its share of two commits.
 *
 * <p>A key that another engine has is asked for again until the deadline. A key whose engine's lease has ended ({@link
 * io.roundtrip.store.EngineLease}) is unknown. While the store is down nothing with a key is sent; an outcome that is there
 * then is told all the same, and written when the store is back.
 */
@NullMarked
package io.roundtrip.idempotency;

import org.jspecify.annotations.NullMarked;
