/** The command line. */
@NullMarked
package io.roundtrip.app;

import org.jspecify.annotations.NullMarked;
