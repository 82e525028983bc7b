/**
 * State machines: what a route remembers of each key. Pure; floor 2, no Vert.x.
 *
 * <p>An {@link Entity} is one key's state: where its {@link Machine} stands, and a dictionary that {@link Update}s write. It is
 * immutable: what a message would make of it is another entity, made by {@link StateRules} when the message's lane is entered,
 * and put in its place only when the message is delivered. Who reads one therefore never sees half of a change, and a change
 * may be made on any thread, since the lane keeps every other message of the key away.
 *
 * <p>A {@link StateBook} holds a route's entities on one shard: so many and so many bytes, idle ones make room. One that a
 * message is working on, or that the store does not have yet, stays.
 */
@NullMarked
package io.roundtrip.state;

import org.jspecify.annotations.NullMarked;
