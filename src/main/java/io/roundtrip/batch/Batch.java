package io.roundtrip.batch;

import java.util.List;

/**
 * Records that are written together. Immutable; never empty.
 *
 * @param entries in the order of their arrival
 * @param reason why it was closed
 */
record Batch<R>(List<BatchEntry<R>> entries, CloseReason reason) {}
