/**
 * Experiments with the engine: {@code roundtrip experiment 1 --quick}.
 *
 * <p>Floor 6. An {@link io.roundtrip.experiment.Experiment} runs on this machine and comes back with {@link
 * io.roundtrip.experiment.Findings}: what was expected, how it was measured, tables, plots, and conclusions that are
 * computed from the numbers, so that they say the opposite where the numbers do. {@link io.roundtrip.experiment.Report}
 * makes one page of HTML and its PNG files of them. Messages come from {@code load}, whose latency counts from when a
 * message was due.
 *
 * <p>Each experiment is made of a plan (how much of what, quick or full), the experiment that measures by it on a {@link
 * io.roundtrip.experiment.TestBed}, records for what was measured, a report, and conclusions that are computed from those
 * records alone. Whatever the test bed opened is gone when it is closed, also after an interrupt, which is how Ctrl-C ends
 * an experiment.
 */
@NullMarked
package io.roundtrip.experiment;

import org.jspecify.annotations.NullMarked;
