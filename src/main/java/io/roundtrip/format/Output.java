package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;

/** The shape of a map's output, compiled. Immutable. */
sealed interface Output permits JsonTemplate, Hl7Template {
  /** Empty cells for one message. */
  Cells begin(Values values);

  /** Collects a map's targets while it is compiled. */
  sealed interface Builder permits JsonTemplateBuilder, Hl7TemplateBuilder {
    /** The cell of a target; what is wrong with it is added to the problems, and it has a cell all the same. */
    int cell(PathText to, MapRule rule);

    /** Checks a text of the conf that goes to the target as written. */
    void checkText(PathText to, MapRule rule, String text);

    /** The output, once all targets are known. */
    Output build(MapConf map);
  }
}
