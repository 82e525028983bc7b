/**
 * {@code roundtrip demo}: the engine among simulated systems, with real messages.
 *
 * <p>Floor 6. {@link Demo} starts the {@linkplain SimulatedSystem simulated systems} (what a lab, an EHR or a payer says
 * to a message is plain code in a class of its own), writes the demo's conf with the ports it got to a temporary folder
 * ({@link DemoFiles}), starts the engine on it, and tells {@link OrdersStory}, whose {@link Step}s it sends one after
 * the other as a sender would: over HTTP ({@link Sender}), inside a database transaction of the sender's own ({@link
 * SenderDatabase}) that is committed only after a 2xx. The story runs on the calling thread and blocks; the simulated
 * systems run on an event loop of a Vert.x that the engine does not share, as if they were elsewhere.
 *
 * <p>{@link FuturesDemo} needs no engine: its {@link Scene}s ask a {@linkplain SimulatedCatalogue catalogue} over HTTP, on
 * an event loop and on virtual threads ({@link DemoThreads}), and each says what must come before it is played.
 *
 * <p>{@link ItemsDemo} is an engine without a conf's routes: those of {@link ItemsExtension}, an extension as a user writes it,
 * are all it has.
 */
@NullMarked
package io.roundtrip.demo;

import org.jspecify.annotations.NullMarked;
