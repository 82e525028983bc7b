/**
 * What can be said about a conf before anything starts.
 *
 * <p>Floor 2. {@link ConfCheck} puts together what the YAML loader finds in the files and what {@code format} finds in
 * the paths and rules they hold, in the order of files and lines.
 */
@NullMarked
package io.roundtrip.lint;

import org.jspecify.annotations.NullMarked;
