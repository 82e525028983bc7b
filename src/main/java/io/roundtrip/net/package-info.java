/**
 * HTTP in: the listener that endpoints are mounted on, with its limits on connections, headers and idleness, and its
 * drain. Floor 1.
 */
@NullMarked
package io.roundtrip.net;

import org.jspecify.annotations.NullMarked;
