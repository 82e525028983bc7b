package io.roundtrip.conf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules that run once for each of several things: segments, repetitions, elements. Immutable.
 *
 * @param place where it stands
 * @param each the path of what they run for
 * @param to the array of the new message that gets an element for each; null where the rules make segments
 * @param when which of them count; null for all
 * @param rules in the order of the file
 */
public record MapEach(
    Place place,
    PathText each,
    @Nullable PathText to,
    @Nullable Condition when,
    List<MapItem> rules)
    implements MapItem {}
