package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The routes of {@code conf/examples} on real messages: what they make is what stands in {@code
 * src/test/resources/examples}, and HAPI FHIR's strict parser takes it. With {@code -Dexamples.write=true} those files are
 * written anew, to be read before they are committed.
 */
final class ExamplesTest {
  private static final Path MESSAGES = Path.of("src/test/resources/messages");
  private static final Path EXPECTED = Path.of("src/test/resources/examples");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final IParser FHIR =
      FhirContext.forR4Cached().newJsonParser().setParserErrorHandler(new StrictErrorHandler());

  private static List<RouteConf> routes() {
    ConfLoader.Loaded loaded = ConfLoader.load(Path.of("conf/examples/engine.yaml"));
    assertEquals(List.of(), loaded.errors());
    return Objects.requireNonNull(loaded.conf()).routes();
  }

  private static Prepared run(String route, Path message) throws IOException {
    RouteConf conf =
        routes().stream().filter(each -> each.id().equals(route)).findFirst().orElseThrow();
    List<ConfError> errors = new ArrayList<>();
    Transform transform = Transform.compile(conf, errors);
    assertEquals(List.of(), errors);
    return transform.apply(TestRoute.input(Files.readAllBytes(message), ""));
  }

  private static String mapped(String route, String message) throws IOException {
    Prepared prepared = run(route, MESSAGES.resolve(message));
    Prepared.Mapped mapped =
        assertInstanceOf(Prepared.Mapped.class, prepared, () -> prepared.toString());
    return new String(mapped.body(), UTF_8);
  }

  private static Bundle bundle(String route, String message) throws IOException {
    return FHIR.parseResource(Bundle.class, mapped(route, message));
  }

  @ParameterizedTest
  @CsvSource({
    "adt-to-fhir,hl7v2/ADT-A01-01.hl7",
    "adt-to-fhir,hl7v2/ADT04-23.hl7",
    "adt-to-fhir,hl7v2/ADT-A08-02.hl7",
    "orders-to-fhir,hl7v2/LAB-ORM-1.hl7",
    "orders-to-fhir,hl7v2/ORM-O01-01.hl7",
    "orders-to-fhir,hl7v2/OML-O21-01.hl7",
    "results-to-fhir,hl7v2/LAB-ORU-1.hl7",
    "results-to-fhir,hl7v2/LAB-ORU-2.hl7",
    "fhir-to-orm,fhir/lab-order-bundle.json",
    "fhir-to-oml,fhir/lab-order-bundle.json"
  })
  void aRouteMakesWhatIsExpected(String route, String message) throws IOException {
    String made = mapped(route, message);
    boolean isFhir = route.endsWith("to-fhir");
    String readable =
        isFhir ? JSON.writeValueAsString(JSON.readTree(made)) + "\n" : made.replace('\r', '\n');
    if (isFhir) {
      assertNotNull(FHIR.parseResource(Bundle.class, made));
    }
    String name = Path.of(message).getFileName().toString().replaceFirst("\\.\\w+$", "");
    Path file = EXPECTED.resolve(route + "." + name + (isFhir ? ".json" : ".hl7"));
    if (Boolean.getBoolean("examples.write")) {
      Files.createDirectories(EXPECTED);
      Files.writeString(file, readable);
    }
    assertEquals(Files.readString(file), readable);
  }

  @Test
  void everyRouteIsRunAndEveryExpectedFileIsUsed() throws IOException {
    try (Stream<Path> files = Files.list(EXPECTED)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(
          10, names.stream().filter(name -> !name.equals("README.md")).count(), names::toString);
      for (RouteConf route : routes()) {
        assertTrue(names.stream().anyMatch(name -> name.startsWith(route.id() + ".")), route.id());
      }
    }
  }

  @Test
  void anAdmissionIsAPatientAndAnEncounter() throws IOException {
    Bundle bundle = bundle("adt-to-fhir", "hl7v2/ADT04-23.hl7");
    assertEquals(2, bundle.getEntry().size());
    Patient patient = (Patient) bundle.getEntry().get(0).getResource();
    assertEquals("123456789", patient.getIdentifierFirstRep().getValue());
    assertEquals("BROS", patient.getNameFirstRep().getFamily());
    assertEquals("1985-01-01", patient.getBirthDateElement().getValueAsString());
    assertEquals(2, patient.getTelecom().size());
    Encounter encounter = (Encounter) bundle.getEntry().get(1).getResource();
    assertEquals("Patient/123456789", encounter.getSubject().getReference());
    assertEquals("AMB", encounter.getClass_().getCode());
    assertEquals(
        "2001-01-01T00:00:00+07:00", encounter.getPeriod().getStartElement().getValueAsString());
  }

  @Test
  void resultsAreReportsAndTheirObservations() throws IOException {
    Bundle bundle = bundle("results-to-fhir", "hl7v2/LAB-ORU-2.hl7");
    assertEquals(12, bundle.getEntry().size());
    DiagnosticReport second = (DiagnosticReport) bundle.getEntry().get(6).getResource();
    assertEquals("82503246", second.getIdentifierFirstRep().getValue());
    assertEquals(5, second.getResult().size());
    for (int i = 0; i < 5; i++) {
      Observation each = (Observation) bundle.getEntry().get(7 + i).getResource();
      assertEquals(second.getResult().get(i).getReference(), "Observation/" + each.getIdPart());
    }
    Observation haemoglobin = (Observation) bundle.getEntry().get(7).getResource();
    assertEquals("13.4", haemoglobin.getValueQuantity().getValue().toPlainString());
    assertEquals("g/l-1", haemoglobin.getValueQuantity().getUnit());
  }

  @Test
  void anOrderComesBackAsItWasSent() throws IOException {
    String order = mapped("fhir-to-orm", "fhir/lab-order-bundle.json");
    Path file = Files.createTempFile("order", ".hl7");
    Files.writeString(file, order);
    Prepared.Mapped back = (Prepared.Mapped) run("orders-to-fhir", file);
    Files.delete(file);
    Bundle bundle = FHIR.parseResource(Bundle.class, new String(back.body(), UTF_8));
    ServiceRequest request = (ServiceRequest) bundle.getEntryFirstRep().getResource();
    assertEquals("2345234234234", request.getIdentifierFirstRep().getValue());
    assertEquals("LIPID", request.getCode().getCodingFirstRep().getCode());
    assertEquals("active", request.getStatus().toCode());
    assertEquals("patient is afraid of needles", request.getNoteFirstRep().getText());
    assertEquals("Patient/12345", request.getSubject().getReference());
  }

  @ParameterizedTest
  @CsvSource({
    "a/b",
    "a b",
    "' '",
    "a&x=1",
    "0123456789012345678901234567890123456789012345678901234567890123x"
  })
  void anIdThatFhirDoesNotTakeIsRefused(String id) throws IOException {
    Path file = Files.createTempFile("adt", ".hl7");
    String text =
        "MSH|^~\\&|A||B||20260101||ADT^A04|1|P|2.5\rPID|1||"
            + id.replace("&", "\\T\\")
            + "\rPV1|1|O|||||||||||||||||V1\r";
    Files.writeString(file, text);
    Prepared.Refused refused = assertInstanceOf(Prepared.Refused.class, run("adt-to-fhir", file));
    Files.delete(file);
    assertTrue(refused.detail().startsWith("rule for '/entry/0/resource/id'"), refused.detail());
  }
}
