/**
 * What the engine keeps in PostgreSQL: the schema, and what it asks of the server.
 *
 * <p>Floor 2. The schema is made by numbered scripts in {@code db} of the jar ({@link io.roundtrip.store.Scripts}), which
 * {@link io.roundtrip.store.Migrations} applies in order, each in a transaction of its own under one advisory lock, so that
 * several engines may start on one database at once. A script that was released is never changed, and only adds: an engine
 * runs on the schema of the next release, too. {@link io.roundtrip.store.Durability} is what a commit means here.
 *
 * <p>Beside {@code pg} the only package that reads the SQL client's rows.
 */
@NullMarked
package io.roundtrip.store;

import org.jspecify.annotations.NullMarked;
