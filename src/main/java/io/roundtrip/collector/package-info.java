/**
 * Stores what a shard hands over: in batches, each record's sender told after the commit that holds it.
 *
 * <p>Floor 4, one verticle for each shard, with a database client on that shard's loop. {@link
 * io.roundtrip.collector.CollectorVerticle} serves {@code Addresses.record}; {@code batch.BatchCollector} decides what is a
 * batch; {@code store} has the SQL. The first shard's also keeps the journal's days ({@link io.roundtrip.store.Partitions}).
 */
@NullMarked
package io.roundtrip.collector;

import org.jspecify.annotations.NullMarked;
