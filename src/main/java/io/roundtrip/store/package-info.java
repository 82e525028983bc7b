/**
 * What the engine keeps in PostgreSQL: the schema, its records and the SQL. Nobody else knows a table's name.
 *
 * <p>Floor 2, above {@code pg}. The schema is made by numbered scripts in {@code db} of the jar ({@link
 * io.roundtrip.store.Scripts}), which {@link io.roundtrip.store.Migrations} applies in order, each in a transaction of its own
 * under one advisory lock, so that several engines may start on one database at once. A script that was released is never
 * changed, and only adds: an engine runs on the schema of the next release, too. {@link io.roundtrip.store.Durability} is what
 * a commit means here.
 *
 * <p>{@link io.roundtrip.store.JournalTable} writes, finds and searches the journal; its rows go in as {@link
 * io.roundtrip.store.JournalEntry} and come out as {@link io.roundtrip.store.JournalView}. {@link
 * io.roundtrip.store.Partitions} makes and drops the journal's days. {@link io.roundtrip.store.TargetTable} writes messages to
 * tables that are the user's own. Nothing here has a thread, a timer or a connection of its own: each call is given a {@link
 * io.roundtrip.pg.PgSession}.
 */
@NullMarked
package io.roundtrip.store;

import org.jspecify.annotations.NullMarked;
