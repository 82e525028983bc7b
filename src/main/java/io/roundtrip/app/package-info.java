/**
 * The command line: {@code roundtrip run | lint | demo | send | experiment | health}.
 *
 * <p>Floor 6. {@link Main} builds only the command that was asked for, so that a start loads few classes. A command
 * writes its result to standard output and what went wrong to standard error, and returns an exit code: 0 done, 1 it
 * did not work, 2 the command line or the conf is wrong. Logging goes to standard error ({@link StderrLogging}).
 * {@link StopSignals} turns SIGTERM and Ctrl-C into a drain.
 */
@NullMarked
package io.roundtrip.app;

import org.jspecify.annotations.NullMarked;
