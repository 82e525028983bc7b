/**
 * The systems that messages are delivered to. Floor 3.
 *
 * <p>Each shard has its own {@link Destination} for every destination of the conf. An attempt is a {@link
 * Destination.Call} in two steps, so that every destination of a message can have its connection before a byte goes to
 * any: {@code connect}, then {@code send} or {@code abandon}.
 *
 * <p>A system over MLLP, whose connections have one message in flight ({@code MllpCall}, {@code MllpLine}). A system over HTTP ({@code HttpCall}), alone or with others in a JSON array ({@code ArrayCall}, {@code ArrayRun}), a consumer on the event bus ({@code BusDestination}), or a table of the store's
 * database: there a {@code RowCall}'s connection is the knowledge that the table is there ({@code TableAccess}), and its row
 * waits with others for one commit in a {@link io.roundtrip.batch.BatchCollector}.
 */
@NullMarked
package io.roundtrip.destination;

import org.jspecify.annotations.NullMarked;
