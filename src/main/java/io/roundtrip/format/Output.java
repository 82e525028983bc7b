package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapEach;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import org.jspecify.annotations.Nullable;

/** The shape of a map's output, compiled. Immutable. */
sealed interface Output permits JsonTemplate, Hl7Template {
  /** Empty cells for one message. */
  Cells begin(Values values);

  /** The shape of what an each adds for one element. Immutable. */
  sealed interface Shape permits JsonTemplate, Hl7Template.Block {}

  /** Collects a map's targets, or those of one each, while it is compiled. */
  sealed interface Builder permits JsonTemplateBuilder, Hl7TemplateBuilder {
    /** The cell of a target; what is wrong with it is added to the problems, and it has a cell all the same. */
    int cell(PathText to, MapRule rule);

    /** Checks a text of the conf that goes to the target as written. */
    void checkText(PathText to, MapRule rule, String text);

    /** Begins an each that stands here. */
    Nested each(MapEach each);

    /** The output, once all targets are known. */
    Output build(MapConf map);
  }

  /** An each while it is compiled. */
  interface Nested {
    /** Collects the targets of its rules. */
    Builder targets();

    /** Where its elements go, once all targets are known; null if its rules make none. */
    Each.@Nullable Growth growth();
  }
}
