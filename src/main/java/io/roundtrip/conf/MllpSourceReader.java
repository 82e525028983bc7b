package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.MllpSource;
import io.roundtrip.model.Format;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code mllp} of a route's {@code from}, and the {@code acknowledge} that goes with it. Immutable. */
final class MllpSourceReader {
  private static final int MAX_PORT = 65535;
  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final Words<Boolean> ACKNOWLEDGE =
      Words.of("original", false).or("enhanced", true);

  /** Names of IANA's, of those that a message is read in; each holds ASCII as it is. */
  private static final Pattern ENCODING =
      Pattern.compile(
          "UTF-8|US-ASCII|ISO-8859-([1-9]|1[0-6])|windows-125[0-8]|GB18030|Big5|EUC-KR|Shift_JIS",
          Pattern.CASE_INSENSITIVE);

  private MllpSourceReader() {}

  /** Null where the route has no such source. */
  static @Nullable MllpSource read(YamlMap route, @Nullable YamlMap mllp, Claims claims) {
    boolean enhanced = route.oneOf("acknowledge", false, ACKNOWLEDGE);
    if (mllp == null) {
      YamlValue given = route.get("acknowledge");
      if (given != null) {
        given.error("needs from: { mllp: … }; over HTTP the status and the body say what became");
      }
      return null;
    }
    YamlValue place = mllp.needed("port");
    int port = mllp.integer("port", 0, 0, MAX_PORT);
    if (place != null && port != 0) {
      claims.claim("mllp port " + port, mllp.file(), place.place(), "");
    }
    return new MllpSource(
        mllp.place(),
        mllp.word("host", "0.0.0.0"),
        port,
        (int) mllp.size("max-frame", 1 << 20, 1 << 30),
        mllp.positive("idle-timeout", Duration.ofHours(24)),
        mllp.integer("max-connections", 10_000, 1, MAX_CONNECTIONS),
        encoding(mllp.get("encoding")),
        enhanced,
        TlsReader.server(mllp));
  }

  private static @Nullable String encoding(@Nullable YamlValue value) {
    String name = value == null ? null : value.word();
    if (value == null || name == null) {
      return null;
    }
    if (ENCODING.matcher(name).matches() && Charset.isSupported(name)) {
      return Charset.forName(name).name();
    }
    value.error(
        "must be UTF-8, US-ASCII, ISO-8859-1 to -9, -13, -15 or -16, windows-1250 to -1258,"
            + " GB18030, Big5, EUC-KR or Shift_JIS, got '"
            + value.written()
            + "'");
    return null;
  }

  /** MLLP carries HL7 v2. */
  static void checkFormat(YamlMap route, @Nullable MllpSource source, Format format) {
    if (source != null && format != Format.HL7V2) {
      route.file().error(source.place(), "from.mllp takes HL7 v2, which needs format: hl7v2");
    }
  }

  /** A port of a route is not one of the engine's. */
  static void checkPorts(EngineConf conf, List<ConfError> errors) {
    for (RouteConf route : conf.routes()) {
      MllpSource mllp = route.mllp();
      if (mllp != null && mllp.port() != 0) {
        String taken =
            mllp.port() == conf.http().port()
                ? "http.port"
                : mllp.port() == conf.management().port() ? "management.port" : "";
        if (!taken.isEmpty()) {
          String text = "from.mllp.port is " + taken + " too: " + mllp.port() + "; give it another";
          errors.add(new ConfError(mllp.place(), route.id(), text));
        }
      }
    }
  }
}
