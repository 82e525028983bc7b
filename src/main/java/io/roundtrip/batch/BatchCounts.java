package io.roundtrip.batch;

/** What a collector has counted. Loop-confined. */
final class BatchCounts {
  long committed;
  long failed;
  long withdrawn;
  long expired;
  long refused;
  long badRows;
  long statements;
  long batchesCommitted;
  long bisections;
  long retries;
}
