/**
 * Benchmarks, by {@code mvn -Pbench}; docs/performance.md says how to read them.
 *
 * <p>One class for each kind of work. Its methods are named by what does the work, {@code loop}, {@code vertx}, {@code
 * completable} and {@code plain}, so that {@link io.roundtrip.bench.BenchTable} can set them side by side; in {@code
 * loopEscaping} and its like each future goes through a method that is not inlined ({@link
 * io.roundtrip.bench.Escape}), as it does in code of some size, so that the compiler cannot dissolve it. JMH runs each
 * method in a JVM of its own, those of loop futures on an event loop ({@link io.roundtrip.bench.VertxExecutor}).
 */
@NullMarked
package io.roundtrip.bench;

import org.jspecify.annotations.NullMarked;
