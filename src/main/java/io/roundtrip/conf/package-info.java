/**
 * The conf language: records that are valid by construction and know their place in the file, and the YAML loader.
 *
 * <p>Floor 0: the JDK and the YAML parser. {@link ConfLoader} reads the engine's file and the routes' files, and
 * collects every error with file, line and column before anything starts. Paths into messages stay text here ({@link
 * PathText}); {@code format} compiles them and reports through the same {@link ConfError}.
 */
@NullMarked
package io.roundtrip.conf;

import org.jspecify.annotations.NullMarked;
