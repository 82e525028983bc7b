/**
 * The relay: stores the messages of routes with {@code reply: stored}, and delivers them from the store.
 *
 * <p>Floor 4, one verticle for each shard, with a database client on that shard's loop. {@link
 * io.roundtrip.relay.RelayVerticle} serves {@code Addresses.relay}. {@code Intake} checks and stores a message and answers
 * after the commit; if there is room and nothing is before it, the row is inserted with this relay's claim on it, and the
 * message is delivered from memory. {@code Claimer} claims what waits in the database. {@code RouteRelay} has what is in hand
 * of one route: each round of delivery is a request to the shard's worker, {@code RoundPolicy} (pure) says what its outcome
 * leads to, and {@code Settler} writes that, in batches: delivered, again later, or dead. {@code RouteHealth} (pure) keeps a
 * route whose destinations do not answer from trying all that waits for them.
 *
 * <p>A claim is good while the engine's lease is held. {@code Recovery} takes the claims of dead engines away, and gives back
 * those of this relay that it does not know: of an insert or a claim whose answer was lost.
 */
@NullMarked
package io.roundtrip.relay;

import org.jspecify.annotations.NullMarked;
