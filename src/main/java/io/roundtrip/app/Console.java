package io.roundtrip.app;

import java.io.PrintWriter;

/**
 * Where a command writes. Immutable.
 *
 * @param out for its result
 * @param err for what went wrong
 */
record Console(PrintWriter out, PrintWriter err) {}
