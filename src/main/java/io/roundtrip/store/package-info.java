/**
 * The schema's records and the SQL: one class for each table, and nobody else knows a table's name.
 *
 * <p>Floor 2, above {@code pg}. {@link io.roundtrip.store.JournalTable} writes, finds and searches the journal; its rows go
 * in as {@link io.roundtrip.store.JournalEntry} and come out as {@link io.roundtrip.store.JournalView}. {@link
 * io.roundtrip.store.Partitions} makes and drops the journal's days. Nothing here has a thread, a timer or a connection of its
 * own: each call is given a {@link io.roundtrip.pg.PgSession}.
 *
 * <p>The scripts that make the tables are in {@code src/main/resources/db}, numbered and only ever added to.
 */
@NullMarked
package io.roundtrip.store;

import org.jspecify.annotations.NullMarked;
