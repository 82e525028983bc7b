/**
 * A route as it runs: its conf compiled, with what its shards share. Floor 2.
 */
@NullMarked
package io.roundtrip.route;

import org.jspecify.annotations.NullMarked;
