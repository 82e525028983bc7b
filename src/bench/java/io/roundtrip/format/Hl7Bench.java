package io.roundtrip.format;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.model.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slf4j.LoggerFactory;

/**
 * An HL7 v2 message of 823 bytes: parsed to a message in which any path can be followed, and ten of its fields mapped to
 * JSON, by ours and by HAPI's generic parser without validation, its cheapest. The aims are 5 µs and 10 µs.
 */
@State(Scope.Thread)
public class Hl7Bench {
  private static final int LENGTH = 823;
  private static final String[] PATHS = {
    "MSH-9-2", "MSH-10", "PID-3-1", "PID-5-1", "PID-5-2", "PID-7", "PID-8", "OBR-3-1", "OBR-4-1",
    "OBX-5"
  };

  private Input input = new Input(new byte[0], "", Headers.NONE, "", 0);
  private Transform ten = none();
  private PipeParser hapi = new PipeParser();

  private static Transform none() {
    return Transform.compile(route("format: hl7v2\n"), new ArrayList<>());
  }

  /** Makes the message of a real one's first segments, filled up, and compiles the map. */
  @Setup
  public void prepare() throws IOException {
    byte[] body = message();
    input = new Input(body, "", Headers.NONE, "0199f3a0-1234-7abc-8def-0123456789ab", 0);
    StringBuilder rules = new StringBuilder("format: hl7v2\nmap:\n  format: json\n  rules:\n");
    for (int i = 0; i < PATHS.length; i++) {
      String path = PATHS[i].replaceFirst("(.*-.*)-", "$1.");
      rules.append("    - { to: /f").append(i).append(", from: ").append(path).append(" }\n");
    }
    List<ConfError> errors = new ArrayList<>();
    ten = Transform.compile(route(rules.toString()), errors);
    if (!errors.isEmpty() || !(ten.apply(input) instanceof Prepared.Mapped)) {
      throw new IllegalStateException("the benchmark's own map is wrong: " + errors);
    }
    // HAPI writes a line for each segment that it does not know, which would be measured with it.
    ((Logger) LoggerFactory.getLogger("ca.uhn")).setLevel(Level.OFF);
    HapiContext context = new DefaultHapiContext();
    context.setModelClassFactory(new GenericModelClassFactory());
    context.setValidationContext(ValidationContextFactory.noValidation());
    hapi = context.getPipeParser();
  }

  private static byte[] message() throws IOException {
    String real = Files.readString(Path.of("src/test/resources/messages/hl7v2/LAB-ORU-2.hl7"));
    StringBuilder text = new StringBuilder();
    for (String segment : real.replace("\uFEFF", "").split("\n", -1)) {
      if (text.length() + segment.length() + 1 <= LENGTH - 10) {
        text.append(segment).append('\r');
      }
    }
    int fill = LENGTH - text.length() - "NTE|1||\r".length();
    text.append("NTE|1||").repeat('x', fill).append('\r');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static io.roundtrip.conf.RouteConf route(String keys) {
    try {
      Path folder = Files.createTempDirectory("bench");
      Files.writeString(folder.resolve("engine.yaml"), "routes: route.yaml\n");
      Files.writeString(
          folder.resolve("route.yaml"),
          "id: bench\nto: [ { id: lab, event-bus: { address: lab } } ]\n" + keys);
      return Objects.requireNonNull(ConfLoader.load(folder.resolve("engine.yaml")).conf())
          .routes()
          .getFirst();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Benchmark
  public Object parse() throws Exception {
    return Hl7Message.parse(input);
  }

  @Benchmark
  public Object parseByHapi() throws HL7Exception {
    return hapi.parse(new String(input.body(), StandardCharsets.UTF_8));
  }

  @Benchmark
  public Object mapTenFields() {
    return ten.apply(input);
  }

  @Benchmark
  public Object readTenFieldsByHapi() throws HL7Exception {
    Message message = hapi.parse(new String(input.body(), StandardCharsets.UTF_8));
    Terser terser = new Terser(message);
    int length = 0;
    for (String path : PATHS) {
      String value = terser.get(path);
      length += value == null ? 0 : value.length();
    }
    return length;
  }
}
