/** The ingest port, over real sockets: its limits, batches, and every real message. */
@NullMarked
package io.roundtrip.ingest;

import org.jspecify.annotations.NullMarked;
