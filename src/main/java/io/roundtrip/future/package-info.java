/**
 * Futures for code that is confined to one event loop, what combines them, and the bridges to everything else.
 *
 * <p>Floor 1. {@link io.roundtrip.future.LoopFuture} is promise and future in one object that its loop's {@link
 * io.roundtrip.future.FuturePool} recycles: made, completed, chained and consumed on one thread, once, without garbage.
 * {@link io.roundtrip.future.LoopFutures} holds the combinators over it, {@link io.roundtrip.future.VertxFutures} the same
 * ones over Vert.x futures, for code that is not confined. Each combinator is one class with one implementation: it takes
 * arrivals one at a time, on the loop because there is one thread, elsewhere because {@link io.roundtrip.future.Serial}
 * lines them up. {@link io.roundtrip.future.Await} is for virtual threads, {@link io.roundtrip.future.Task} for any other
 * thread.
 *
 * <p>Straight-line code on a virtual thread is the default style; explicit chains are the fast path.
 */
@NullMarked
package io.roundtrip.future;

import org.jspecify.annotations.NullMarked;
