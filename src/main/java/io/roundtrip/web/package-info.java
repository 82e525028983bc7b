/**
 * HTTP routes written in Java, on the ingest port beside the conf's.
 *
 * <p>Floor 3. {@link io.roundtrip.web.Http} is where they are declared, before the port opens. What a handler returns says
 * where it runs, and the compiler tells the two apart:
 *
 * <ul>
 *   <li>{@code http.get(path, (request, pg) -> value)}: straight-line code on a virtual thread of its own, which may await
 *       and block. Several run at the same time, so what they share must be thread-safe.
 *   <li>{@code http.onLoop().get(path, (request, pg) -> future)}: a Vert.x future, on the event loop that took the request;
 *       {@code http.onLoopFutures()} the same with loop futures. Nothing there may block.
 * </ul>
 *
 * <p>At start the declarations become {@link io.roundtrip.web.WebRoutes}, which refuses two of one shape and those that the
 * conf's routes would hide. A {@link io.roundtrip.web.WebEndpoint} on each shard finds a request's route in a trie and follows
 * it as a {@code Call}: body read within {@code http.max-body} and the memory of all, handler, answer. Streams ({@link
 * io.roundtrip.web.Streaming}) and sockets ({@link io.roundtrip.web.Socket}) hold one message at a time beyond what the
 * connection's own buffer takes: who sends waits for room, and who receives asks for the next.
 *
 * <p>Bounds: the concurrency of a route (one more is 503 with {@code Retry-After}), its deadline (504), a body ({@code
 * http.max-body}), a socket's message (256 KiB), how long a stream's reader may stand still.
 */
@NullMarked
package io.roundtrip.web;

import org.jspecify.annotations.NullMarked;
