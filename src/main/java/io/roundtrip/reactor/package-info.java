/**
 * One event loop per core, and what runs on each: tasks handed from loop to loop, timers, and how late the loop is.
 *
 * <p>Floor 1. {@link io.roundtrip.reactor.Reactor} places a {@link io.roundtrip.reactor.Core} on each event loop of a
 * Vert.x and is the only class that others use. A task for a core goes into its {@link io.roundtrip.reactor.TaskQueue},
 * from any thread; the core takes it out by a rule in which nothing starves, runs a {@link io.roundtrip.reactor.Turn} of
 * tasks by the clock, and gives the loop back through its {@link io.roundtrip.reactor.IoPass}. A {@link
 * io.roundtrip.reactor.Crossing} carries a task there and its outcome back. What waits on a core is {@link
 * io.roundtrip.reactor.Outstanding}, so that a core that stops can tell everyone.
 *
 * <p>Queue, turn, fixed rate and lag know no Vert.x and take their clock; core, I/O pass and timers are their shell.
 */
@NullMarked
package io.roundtrip.reactor;

import org.jspecify.annotations.NullMarked;
