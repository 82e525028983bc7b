/**
 * Takes messages in and gives senders their answers. Floor 4, one verticle for each shard.
 *
 * <p>{@link HttpIngest} finds the route and an {@link Exchange} follows one HTTP request; {@link BatchEndpoint} and
 * {@link BusIngest} bring messages in other wrappings, an {@link MllpConnection} frames of HL7 v2 over a port of the route's own,
 * which {@link Acknowledging} answers. All of them go through {@link Admission}: credits, key, shard, bus.
 * {@link HttpAnswer} renders what comes back.
 */
@NullMarked
package io.roundtrip.ingest;

import org.jspecify.annotations.NullMarked;
