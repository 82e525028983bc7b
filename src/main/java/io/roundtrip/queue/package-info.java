/**
 * What waiting is made of: {@link Credits} bound it over all shards, {@link TargetWait} bounds it by time, {@link
 * TimerWheel} ends it.
 *
 * <p>Floor 1, without Vert.x: the same classes run under virtual time. A message takes its credits before it is handed to
 * a worker and gives them back when it leaves the queue, so what waits in all shards together never exceeds the route's
 * capacity in messages and in bytes, nor the memory that all routes share.
 */
@NullMarked
package io.roundtrip.queue;

import org.jspecify.annotations.NullMarked;
