/**
 * What the engine counts. Each shard counts on its own loop with plain fields ({@link RouteMeter}); who wants to know asks
 * for a {@link ShardSnapshot} and adds them up ({@link RouteSnapshot#plus}).
 *
 * <p>Floor 1. Names and labels of what Prometheus sees are in {@link Prometheus} alone.
 */
@NullMarked
package io.roundtrip.metrics;

import org.jspecify.annotations.NullMarked;
