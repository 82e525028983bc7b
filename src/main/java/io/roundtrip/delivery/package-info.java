/**
 * The delivery core: queue, lanes, slots, deadline, retry, breaker, fan-out and outcome as one state machine.
 *
 * <p>Floor 2, pure: events and a clock in, commands out, no Vert.x. One {@link DeliveryCore} serves one route on one
 * shard; the worker verticle is its shell, and tests run the same class in virtual time. One message's path, top to
 * bottom: {@link DeliveryCore#offer} → its lane → slots at the destinations → {@link Effects#prepare} → with state, {@link
 * Effects#enter} → {@link Fanout}
 * connects to every destination that the policy needs, sends, retries and decides → {@link Effects#answer} → everything
 * has settled, the lane is free → {@link Effects#settled}.
 *
 * <p>Shared between the shards are a destination's {@link Gate} (slots and breaker) and the route's credits; nothing
 * else. A destination's slot is held from the moment a message leaves the queue until that destination has settled, its
 * retries included: nothing waits for a slot anywhere but in the queue, except a message for a destination that the
 * policy does not need at that moment, and those are bounded by credits of their own, in messages and bytes, so that a
 * stalled destination which the policy can do without neither stops the others nor fills the memory.
 *
 * <p>A breaker is asked when a slot is taken, when an attempt begins and before each send.
 */
@NullMarked
package io.roundtrip.delivery;

import org.jspecify.annotations.NullMarked;
