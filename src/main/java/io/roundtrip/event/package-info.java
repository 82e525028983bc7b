/**
 * Events by subject, without Vert.x: the hub that numbers and keeps them, and the patterns by which they are found.
 *
 * <p>Floor 2. A subject is tokens with dots between ({@code orders.created}); in a pattern {@code *} stands for one token and
 * {@code >}, at the end, for one or more ({@link io.roundtrip.event.Subjects}). {@link io.roundtrip.event.EventHub} gives each
 * event the next id, keeps the last ones in an {@link io.roundtrip.event.EventRing}, and says which handlers it is for ({@link
 * io.roundtrip.event.SubjectTrie}). Who reads from outside has a cursor and no queue: it pulls pages ({@link
 * io.roundtrip.event.EventQuestion}, {@link io.roundtrip.event.EventPage}), so that a slow reader costs nobody anything but
 * itself what has left the ring meanwhile, and is told so.
 *
 * <p>Bounds: the ring's count and bytes; 10,000 pulls that wait; subjects of 256 characters and 16 tokens.
 */
@NullMarked
package io.roundtrip.event;

import org.jspecify.annotations.NullMarked;
