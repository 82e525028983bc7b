/**
 * HTTP in: the listener that endpoints are mounted on, with its limits on connections, headers, bodies and idleness, and its
 * drain.
 *
 * <p>Floor 1. A {@link io.roundtrip.net.Listener} is one shard's share of a port: it asks each {@link
 * io.roundtrip.net.Endpoint} in turn whose a request is, and knows when every answer has ended. What an endpoint needs of it
 * is a {@link io.roundtrip.net.Mount}: bodies are read within the memory that all share ({@link io.roundtrip.net.BodyReader}),
 * WebSockets are counted and closed by the drain. {@link io.roundtrip.net.Problem} is the answer to what is wrong.
 *
 * <p>And what both ends of an MLLP connection need: its frames ({@link io.roundtrip.net.MllpFrames}) and TLS ({@link
 * io.roundtrip.net.TlsSockets}).
 */
@NullMarked
package io.roundtrip.net;

import org.jspecify.annotations.NullMarked;
