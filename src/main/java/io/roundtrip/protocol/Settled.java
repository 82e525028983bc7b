package io.roundtrip.protocol;

import io.roundtrip.model.Outcome;

/**
 * What became of a message that another than a worker ended, for the shard that is asked for it. Immutable.
 *
 * @param route index of its route
 * @param outcome with all of the route's destinations, in their order, or with none
 * @param epochMillis when it arrived
 */
public record Settled(int route, Outcome outcome, long epochMillis) {}
