/**
 * HTTP in: the listener that endpoints are mounted on, with its limits on connections, headers and idleness, and its
 * drain. And what both ends of an MLLP connection need: its frames ({@link MllpFrames}) and TLS ({@link TlsSockets}). Floor 1.
 */
@NullMarked
package io.roundtrip.net;

import org.jspecify.annotations.NullMarked;
