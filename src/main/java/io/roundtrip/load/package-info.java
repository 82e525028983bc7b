/**
 * Messages by plan: a source for load tests, demos and experiments.
 *
 * <p>Floor 1, without the engine. A {@link io.roundtrip.load.Load} says what is sent: when messages are due ({@link
 * io.roundtrip.load.Schedule}: rate, jitter, bursts, total, duration), whose they are ({@link io.roundtrip.load.Keys}) and
 * what is in them ({@link io.roundtrip.load.Payloads}). A {@link io.roundtrip.load.LoadRun} is the row of messages that
 * follows from it and a seed, the same each time. {@link io.roundtrip.load.MessageSource} gives each to a {@link
 * io.roundtrip.load.Sink} when it is due, on one event loop, and has a {@link io.roundtrip.load.LoadTally} count what
 * became of it.
 *
 * <p>The loop is open: a slow answer does not put off what is due next, and latency counts from when a message was due,
 * not from when it was sent. What cannot be sent because too many are outstanding is counted, never left out silently.
 */
@NullMarked
package io.roundtrip.load;

import org.jspecify.annotations.NullMarked;
