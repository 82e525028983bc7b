/**
 * The batch collector: many records, one commit, and each sender told after the commit that holds its record.
 *
 * <p>Floor 2. {@link io.roundtrip.batch.BatchCollector} is the shell on a loop: {@code BatchPolicy} decides, pure, which
 * records are a batch and when ({@link io.roundtrip.batch.BatchLimits}); {@code BatchRun} takes one batch into the store by a
 * {@link io.roundtrip.batch.BatchWriter}, repeats what is worth it, and finds a bad row by halving. One batch is under way at
 * a time unless the limits say otherwise, and what arrives meanwhile is the next one: an idle system adds no latency, a busy
 * one commits in groups.
 *
 * <p>{@link io.roundtrip.batch.UntilWritten} stands before a collector whose records must not be forgotten while the store is away.
 *
 * <p>What waits is bounded in records and bytes, and {@link io.roundtrip.batch.Admission#FULL} is an answer. What is under
 * way is bounded by the batches' own limits. Nothing here knows SQL or which table is written. A writer may also be a system
 * that takes arrays over HTTP, which tells each record's sender itself.
 */
@NullMarked
package io.roundtrip.batch;

import org.jspecify.annotations.NullMarked;
