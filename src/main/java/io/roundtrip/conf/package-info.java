/**
 * The conf language: records that are valid by construction and know their place in the file, and the YAML loader.
 *
 * <p>Floor 0: the JDK and the YAML parser. {@link ConfLoader} reads the engine's file and the routes' files, and
 * collects every error with file, line and column before anything starts. A file becomes nodes ({@link YamlText}), which
 * are read by key ({@link YamlMap}) and by type ({@link YamlValue}); each {@link Section} knows its keys, and each has a
 * reader that goes on after an error with the default in place of what is wrong. Every error is noted in the {@link
 * ConfFile}; a route is handed on only if its file has none.
 *
 * <p>Paths into messages stay text here ({@link PathText}); {@code format} compiles them and reports through the same
 * {@link ConfError}.
 */
@NullMarked
package io.roundtrip.conf;

import org.jspecify.annotations.NullMarked;
