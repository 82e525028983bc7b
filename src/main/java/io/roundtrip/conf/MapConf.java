package io.roundtrip.conf;

import io.roundtrip.model.Format;
import java.util.List;

/**
 * A route's map. Immutable.
 *
 * @param place where it stands
 * @param format what it makes: {@link Format#JSON}, {@link Format#FHIR} or {@link Format#HL7V2}
 * @param rules in the order of the file
 */
public record MapConf(Place place, Format format, List<MapItem> rules) {}
