/**
 * Delivers: the shell of the delivery core. Floor 4, one verticle for each shard.
 *
 * <p>{@link WorkerVerticle} takes submissions from the bus; a {@link RouteWorker} for each route carries out what its
 * core commands; {@link RecentMessages} remembers what became of the last ones, and a {@code protocol.JournalWriter}, where there is a journal, hands
 * all of them to the shard's collector.
 */
@NullMarked
package io.roundtrip.worker;

import org.jspecify.annotations.NullMarked;
