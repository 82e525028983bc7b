package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route's filter and map, compiled. Immutable; safe to use from any thread. */
public final class Transform {
  private final MessageReader reader;
  private final boolean isFhir;
  private final @Nullable Filter filter;
  private final @Nullable MapPlan map;
  private final boolean framed;

  private Transform(
      MessageReader reader,
      boolean isFhir,
      @Nullable Filter filter,
      @Nullable MapPlan map,
      boolean framed) {
    this.reader = reader;
    this.isFhir = isFhir;
    this.filter = filter;
    this.map = map;
    this.framed = framed;
  }

  /** Compiles the route's filter and map; what is wrong is added to {@code errors}. */
  public static Transform compile(RouteConf route, List<ConfError> errors) {
    Problems problems = new Problems(route.id(), errors);
    Slots slots = new Slots(route.format(), problems);
    Filter filter = route.filter() == null ? null : Filter.compile(route.filter(), slots, problems);
    MapPlan map = route.map() == null ? null : MapPlan.compile(route.map(), slots, problems);
    // What goes into an array as it came must be JSON by itself, or it is another item, or none.
    // FHIR is always checked.
    boolean isFhir = route.format() == Format.FHIR;
    boolean whole = isFhir || (map == null && route.sendsArrays());
    // What goes into a frame as it came must be told from other messages by its acknowledgement.
    boolean framed = map == null && route.sendsFrames();
    return new Transform(
        new MessageReader(route.format(), slots, whole), isFhir, filter, map, framed);
  }

  /**
   * Whether a message's body is looked at. Where it is not, a body that cannot be parsed goes on as it came, or is
   * replaced by a map that needs only headers.
   */
  public boolean parses() {
    return reader.parses() || framed;
  }

  /**
   * Filters and maps one message; never throws for what a sender can send. A body that cannot be parsed is refused before
   * the filter is asked, and the filter is asked before any rule of the map.
   */
  public Prepared apply(Input input) {
    if (filter == null && map == null && !parses()) {
      return Prepared.AsItCame.INSTANCE;
    }
    try {
      if (framed) {
        checkFramed(input.body());
      }
      Values values = reader.read(input);
      if (isFhir && values instanceof JsonOutlineValues json) {
        FhirStructure.check(json.outline(), "");
      }
      if (filter != null && !filter.holds(values)) {
        return Prepared.Excluded.INSTANCE;
      }
      return map == null ? Prepared.AsItCame.INSTANCE : map.apply(values);
    } catch (BadMessage bad) {
      return new Prepared.Refused(bad.reason(), bad.detail());
    }
  }

  private static void checkFramed(byte[] body) throws BadMessage {
    Hl7Header header = Hl7Header.read(body);
    if (header == null) {
      throw BadMessage.malformed("the message does not begin with MSH");
    }
    if (header.controlId().isEmpty()) {
      throw BadMessage.missing("MSH-10 has no control id, and an acknowledgement needs one");
    }
    for (byte b : body) {
      if (b == 0x0B || b == 0x1C) {
        throw BadMessage.malformed(
            "the message has a control character that begins or ends a frame of MLLP");
      }
    }
  }
}
