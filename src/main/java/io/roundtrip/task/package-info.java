/**
 * Tasks: work with one input type and one return type, from whichever thread it is asked for.
 *
 * <p>Floor 2, without an engine, services or conf. An {@link io.roundtrip.task.AsyncOperation} is started on an event loop and
 * returns a Vert.x future; {@link io.roundtrip.task.AsyncOperation#blocking} makes one of straight-line code, which runs on a
 * virtual thread of its own. {@link io.roundtrip.task.Tasks} is the way in: its statics use one loop of the JVM's, {@link
 * io.roundtrip.task.Tasks#of}, {@code on} and {@code create} make a {@link io.roundtrip.task.TaskRunner} with the same methods.
 * What comes back is always a {@link io.roundtrip.future.Task}.
 *
 * <p>A runner hands what it is given to its loop through a {@link io.roundtrip.reactor.Reactor}'s queue: no lock, and one
 * wake-up for all that came meanwhile. A {@link io.roundtrip.task.Run} is the operation on its way: the queue's entry, what the
 * operation is told about itself, and what listens to its future, in one object. Runs that have begun are in a list of the
 * loop's, so that whoever closes the runner can cancel them. At most {@value
 * io.roundtrip.task.TaskRunner#MOST_OPEN} tasks of a runner are open at a time; one more is refused with {@link
 * io.roundtrip.task.TaskRefused}. A {@link io.roundtrip.task.TaskGroup} ends when all it began has ended.
 *
 * <p>A task is found by its id if it was put into a {@link io.roundtrip.task.TaskBook}; no other pays for that. {@link
 * io.roundtrip.task.DurableTasks} are stored in PostgreSQL first and claimed by the engine's lease, in rounds. {@link
 * io.roundtrip.task.TaskEndpoint} asks both.
 */
@NullMarked
package io.roundtrip.task;

import org.jspecify.annotations.NullMarked;
