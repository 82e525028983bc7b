/**
 * Experiments with the engine: {@code roundtrip experiment 1 --quick}.
 *
 * <p>Floor 6. An {@link io.roundtrip.experiment.Experiment} runs on this machine and comes back with {@link
 * io.roundtrip.experiment.Findings}: what was expected, how it was measured, tables, plots, and conclusions that are
 * computed from the numbers, so that they say the opposite where the numbers do. {@link io.roundtrip.experiment.Report}
 * makes one page of HTML and its PNG files of them. Messages come from {@code load}, whose latency counts from when a
 * message was due.
 */
@NullMarked
package io.roundtrip.experiment;

import org.jspecify.annotations.NullMarked;
