/**
 * Delivers: the shell of the delivery core. Floor 4, one verticle for each shard.
 *
 * <p>{@link WorkerVerticle} takes submissions from the bus; a {@link RouteWorker} for each route carries out what its
 * core commands; {@link RecentMessages} remembers what became of the last ones, and a {@code protocol.JournalWriter}, where there is a journal, hands
 * all of them to the shard's collector.
 *
 * <p>Of a route with state, {@link States} asks the state of a message's key when its lane is entered, and moves it with the
 * message's outcome; {@link StateStore} is the shard's way to the database for that.
 */
@NullMarked
package io.roundtrip.worker;

import org.jspecify.annotations.NullMarked;
