/**
 * The asynchronous PostgreSQL client, for the engine and for whoever writes verticles beside it.
 *
 * <p>Floor 1. {@link io.roundtrip.pg.PgClient} lives on one event loop and has a few connections there ({@code Links}, each
 * a {@code Link}): statements that commit by themselves are pipelined on them whoever sent them, a {@link
 * io.roundtrip.pg.PgTransaction} has one for itself. Every operation has a deadline and every failure is a {@link
 * io.roundtrip.pg.PgFailure} whose {@link io.roundtrip.pg.PgKind} says what is known: for everything but UNKNOWN that nothing
 * was changed. Waiting is bounded, and a full queue is an answer.
 *
 * <p>A connection that owes an answer past a deadline takes nothing new; if it has not answered within the grace, the
 * server is asked to cancel, the connection is replaced, and all that was under way on it is told UNKNOWN (of a
 * transaction: that nothing was committed, unless COMMIT was sent). What cannot share a connection ({@code COPY}, {@code
 * BEGIN}, {@code SET}) is refused before it is sent ({@code SqlCheck}).
 *
 * <p>{@link io.roundtrip.pg.UnnestInsert} makes one statement of many rows; {@link io.roundtrip.pg.RecordMapper} makes
 * records of rows. {@link io.roundtrip.pg.PgAddress} reads {@code postgresql://} URLs, and wants a verified name of any
 * server that is not on this machine.
 */
@NullMarked
package io.roundtrip.pg;

import org.jspecify.annotations.NullMarked;
