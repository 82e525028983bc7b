package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.Mllp;
import io.roundtrip.model.Format;
import java.time.Duration;
import java.util.List;

/** Reads the {@code mllp} of a destination. Immutable. */
final class MllpTargetReader {
  private static final int MAX_PORT = 65535;

  private MllpTargetReader() {}

  static Mllp read(YamlMap mllp) {
    mllp.needed("port");
    return new Mllp(
        mllp.neededWord("host"),
        mllp.integer("port", 1, 1, MAX_PORT),
        (int) mllp.size("max-response", 1 << 20, 1 << 30),
        mllp.positive("keep-alive", Duration.ofMinutes(1)),
        TlsReader.client(mllp));
  }

  /**
   * MLLP carries HL7 v2.
   *
   * @param sent what the route's messages are when they are sent
   */
  static void checkFormat(YamlMap route, Format sent, List<DestinationConf> to) {
    for (DestinationConf destination : to) {
      if (sent != Format.HL7V2 && destination.target() instanceof Mllp) {
        route
            .file()
            .error(
                destination.place(),
                "destination '"
                    + destination.id()
                    + "': mllp sends HL7 v2, which needs format: hl7v2, or a map with format:"
                    + " hl7v2");
      }
    }
  }
}
