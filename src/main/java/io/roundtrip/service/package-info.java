/**
 * Services: plain classes whose methods are called by name, from the same JVM or over HTTP, and told of events.
 *
 * <p>Floor 3. {@link io.roundtrip.service.Services} takes them in and {@link io.roundtrip.service.Registry} is what came of it,
 * checked as a whole and bound by method handles. {@link io.roundtrip.service.ServiceRuntime} is one engine's services; on each
 * shard a {@link io.roundtrip.service.ServiceShard} runs the methods whose home it is. A call travels as a {@link
 * io.roundtrip.service.RpcRequest} over the event bus, by reference, from the caller's {@link io.roundtrip.service.ServiceClient}
 * to a {@link io.roundtrip.service.MethodRunner}, which has the method's cap, queue, deadline, retries and breaker, and comes
 * back as the result or a {@link io.roundtrip.service.ServiceException}. Methods that return a future run on the shard's loop,
 * others on one virtual-thread context of their service ({@link io.roundtrip.service.VirtualRun}).
 *
 * <p>Events go to the hub on shard 0 ({@link io.roundtrip.service.HubPost}), which tells the handlers' runners; what fails
 * unheard is published as a {@link io.roundtrip.service.FailedCall} on {@code errors.<service>.<method>}.
 *
 * <p>HTTP is the edge: {@link io.roundtrip.service.RpcEndpoint} and {@link io.roundtrip.service.EventsEndpoint} read and write
 * JSON ({@link io.roundtrip.service.JsonCodec}); everything behind them is objects.
 *
 * <p>Bounds: each method's {@code concurrency} and {@code queue}; the hub's 10,000 events of 16 MiB; 1,000 readers of events on
 * each shard, which have one page of 256 KiB in hand.
 */
@NullMarked
package io.roundtrip.service;

import org.jspecify.annotations.NullMarked;
