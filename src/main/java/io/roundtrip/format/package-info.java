/**
 * Messages: parse, read by path, filter, map, build. JSON by a streaming parser, HL7 v2 by our own.
 *
 * <p>Floor 2. Paths, filters and maps are compiled when the conf is loaded ({@link Transform#compile}, {@link
 * KeyReader#compile}); a message is then read in one pass over its bytes. Compiled objects are immutable and shared by
 * all shards. No Vert.x here: bytes in, bytes out.
 */
@NullMarked
package io.roundtrip.format;

import org.jspecify.annotations.NullMarked;
