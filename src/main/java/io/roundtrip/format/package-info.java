/**
 * Messages: parse, read by path, filter, map, build. JSON by a streaming parser, HL7 v2 by our own.
 *
 * <p>Floor 2. Paths, filters and maps are compiled when the conf is loaded ({@link Transform#compile}, {@link
 * KeyReader#compile}); a message is then read in one pass over its bytes. Compiled objects are immutable and shared by
 * all shards. No Vert.x here: bytes in, bytes out.
 *
 * <p>How it works: each path that a filter or rule reads gets a slot ({@code Slots}), each target of a rule a cell. A
 * {@code MessageReader} makes {@code Values} of a message: for JSON the byte ranges of the slots, found with all paths
 * as one trie; for HL7 the segments, in which a field is found when it is asked for. Rules move values from slots to
 * cells; the output ({@code JsonTemplate}, {@code Hl7Template}) writes the cells in a shape that is fixed beforehand.
 *
 * <p>Where HL7 v2 is acknowledged, {@link Hl7Header} reads what a message says of itself, whatever is wrong with the rest of
 * it, {@link Hl7Ack} makes the acknowledgement, and {@link AckReader} reads another system's.
 *
 * <p>An each runs rules for several things ({@code Each}): {@code Values} puts one {@code Elements} after the other in place, at
 * the level of how many eachs lie around it, and paths begin there; {@code Cells} of an element are appended to a list of
 * those around it. {@code Iterations} bounds all that. A map with eachs, or of FHIR, reads JSON into a {@code JsonOutline},
 * where any path can be followed without reading again.
 *
 * <p>What holds throughout:
 *
 * <ul>
 *   <li>A rule of {@code from} alone copies: JSON values byte for byte, HL7 components as components. Any other step
 *       makes a text first. An HL7 field or component that has parts reads as it stands, with its delimiters; a leaf
 *       reads with escape sequences decoded. A path without index means the first segment or repetition.
 *   <li>Missing is: not there, an empty text, JSON's null. Null and empty texts are still copied from JSON to JSON by a
 *       rule of {@code from} alone. HL7's explicit null ({@code ""}) is a value; it becomes null in JSON.
 *   <li>Texts of the conf (value, default, lookup) stand in HL7 output as written, unless they are split; texts of a
 *       message are escaped, so that none can leave its field.
 *   <li>What cannot be read or mapped is a {@code BadMessage} inside and {@link Prepared.Refused} outside; its detail
 *       names places and rules, never values.
 * </ul>
 */
@NullMarked
package io.roundtrip.format;

import org.jspecify.annotations.NullMarked;
