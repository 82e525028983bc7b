package io.roundtrip.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code format: fhir}: resources picked by type, references followed, structure checked. */
final class FhirTest {
  private static final String BUNDLE =
      """
      { "resourceType": "Bundle", "type": "collection", "entry": [
        { "fullUrl": "urn:uuid:1", "resource": { "resourceType": "ServiceRequest", "status": "active",
          "intent": "order", "subject": { "reference": "Patient/p1" }, "requester": { "reference": "#doc" },
          "performer": [ { "reference": "http://x/Practitioner/9" }, { "reference": "Practitioner/9/_history/3" },
                         { "reference": "Practitioner/none" }, { "display": "no reference" } ],
          "contained": [ { "resourceType": "Practitioner", "id": "doc", "name": [ { "family": "Contained" } ],
                           "managed": { "reference": "#doc" } } ] } },
        { "resource": { "resourceType": "Observation", "status": "final", "code": { "text": "one" },
          "basedOn": [ { "reference": "urn:uuid:1" } ] } },
        { "fullUrl": "http://x/Patient/p1", "resource": { "resourceType": "Patient", "id": "p1",
          "name": [ { "family": "Duck" } ] } },
        { "resource": { "resourceType": "Observation", "status": "final", "code": { "text": "two" } } },
        { "fullUrl": "http://x/Practitioner/9", "resource": { "resourceType": "Practitioner", "id": "9",
          "name": [ { "family": "Nine" } ] } }
      ] }
      """;

  private static YamlRoute route(String rules) {
    return YamlRoute.of("format: fhir\nmap:\n  format: json\n  rules:\n" + rules.indent(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "entry(Patient)/name/0/family;Duck",
        "entry(Observation)/code/text;one",
        "entry(Observation,2)/code/text;two",
        "entry(ServiceRequest)/subject/->/name/0/family;Duck",
        "entry(ServiceRequest)/subject/reference/->/name/0/family;Duck",
        "entry(ServiceRequest)/requester/->/name/0/family;Contained",
        "entry(ServiceRequest)/requester/->/managed/->/name/0/family;Contained",
        "entry(ServiceRequest)/performer/0/->/name/0/family;Nine",
        "entry(ServiceRequest)/performer/1/->/name/0/family;Nine",
        "entry(Observation)/basedOn/0/->/subject/->/name/0/family;Duck",
        "entry(Observation)/basedOn/0/->/requester/->/name/0/family;Contained",
        "/entry/0/resource/subject/->/id;p1",
        "/entry/2/resource/name/0/family;Duck"
      })
  void pathsThatLeadToAText(String path, String expected) {
    assertEquals(
        "{\"v\":\"" + expected + "\"}",
        route("- { to: /v, from: \"" + path + "\" }\n").mapped(BUNDLE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "entry(Encounter)/id",
        "entry(Observation,3)/code",
        "entry(ServiceRequest)/performer/2/->/id",
        "entry(ServiceRequest)/performer/3/->/id",
        "entry(ServiceRequest)/status/->/id",
        "/entry/9/->/id",
        "entry(Observation)/requester/->/id"
      })
  void pathsThatLeadNowhere(String path) {
    assertEquals("{}", route("- { to: /v, from: \"" + path + "\" }\n").mapped(BUNDLE));
  }

  @Test
  void everyResourceOfATypeMakesAnElement() {
    assertEquals(
        "{\"all\":[{\"n\":\"1\",\"code\":\"one\",\"of\":\"Duck\"},{\"n\":\"2\",\"code\":\"two\"}]}",
        route(
                """
                - each: entry(Observation)
                  to: /all/-
                  rules:
                    - { to: ./n, from: "#" }
                    - { to: ./code, from: ./code/text }
                    - { to: ./of, from: ./basedOn/0/->/subject/->/name/0/family }
                """)
            .mapped(BUNDLE));
  }

  @Test
  void referencesOfAnElementMayMeanWhatItsResourceContains() {
    String body =
        """
        { "resourceType": "DiagnosticReport", "status": "final", "code": { "text": "x" },
          "result": [ { "reference": "#b" }, { "reference": "#a" } ],
          "contained": [ { "resourceType": "Observation", "id": "a", "status": "final", "code": { "text": "A" } },
                         { "resourceType": "Observation", "id": "b", "status": "final", "code": { "text": "B" } } ] }
        """;
    assertEquals(
        "{\"all\":[\"B\",\"A\"]}",
        route("- { each: /result, to: /all/-, rules: [ { to: ., from: ./->/code/text } ] }\n")
            .mapped(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[];the message is no FHIR resource: expected an object with resourceType",
        "{};the message has no resourceType, which every FHIR resource has",
        "{`resourceType`:`Observation`,`code`:{`text`:`x`}};the message: Observation.status is"
            + " missing, FHIR R4 requires it",
        "{`resourceType`:`Observation`,`status`:`final`,`code`:{}};the message: Observation.code is"
            + " missing, FHIR R4 requires it",
        "{`resourceType`:`Encounter`,`status`:`planned`};the message: Encounter.class is missing,"
            + " FHIR R4 requires it",
        "{`resourceType`:`Bundle`};the message: Bundle.type is missing, FHIR R4 requires it",
        "{`resourceType`:`Bundle`,`type`:`x`,`entry`:[{`resource`:{}}]};entry[0].resource has no"
            + " resourceType, which every FHIR resource has",
        "{`resourceType`:`Bundle`,`type`:`batch`,`entry`:[{`request`:{`method`:`GET`}}]};entry[0]:"
            + " Bundle.entry.request.url is missing, FHIR R4 requires it",
        "{`resourceType`:`Bundle`,`type`:`message`,`entry`:[{`resource`:{`resourceType`:`Patient`}}]};the"
            + " message: the first entry of a Bundle of type message is no MessageHeader",
        "{`resourceType`:`Bundle`,`type`:`message`};the message: the first entry of a Bundle of"
            + " type message is no MessageHeader",
        "{`resourceType`:`Patient`,`contained`:[{`id`:`1`}]};contained[0] has no resourceType,"
            + " which every FHIR resource has",
        "{`resourceType`:`Bundle`,`type`:`x`,`entry`:{}};the message: Bundle.entry is no array"
      })
  void whatIsNoFhirIsRefused(String body, String expected) {
    YamlRoute passes = YamlRoute.of("format: fhir\n");
    assertEquals("422 " + expected, passes.refused(body.replace('`', '"')));
  }

  @Test
  void whatIsFhirPassesAsItCame() throws Exception {
    YamlRoute passes = YamlRoute.of("format: fhir\n");
    assertInstanceOf(Prepared.AsItCame.class, passes.apply(BUNDLE));
    for (Path file : RealMessagesTest.fhirMessages()) {
      assertInstanceOf(Prepared.AsItCame.class, passes.apply(Files.readString(file)));
    }
    assertEquals("400 the JSON ends too early near line 1, column 2", passes.refused("{"));
    assertEquals(
        "400 the message goes on after its JSON value at line 1, column 32",
        passes.refused("{\"resourceType\":\"Patient\"}     {}"));
  }

  @Test
  void aMapThatMakesFhirSendsNothingThatIsNone() {
    YamlRoute route =
        YamlRoute.of(
            """
            format: json
            map:
              format: fhir
              rules:
                - { to: /resourceType, value: Observation }
                - { to: /status, from: /status }
                - { to: /code/text, from: /code }
            """);
    assertEquals(
        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}",
        route.mapped("{\"status\":\"final\",\"code\":\"x\"}"));
    Prepared.Mapped mapped = (Prepared.Mapped) route.apply("{\"status\":\"final\",\"code\":\"x\"}");
    assertEquals("application/fhir+json", mapped.contentType());
    assertEquals(
        "422 what the map made is no FHIR: the message: Observation.code is missing, FHIR R4"
            + " requires it",
        route.refused("{\"status\":\"final\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "json;entry(Patient)/id;picks a resource of a Bundle, which needs format: fhir",
        "fhir;entry(Patient,0)/id;write entry(Patient)/…, or entry(Observation,2)/… for the second",
        "fhir;entry(Patient;write entry(Patient)/…",
        "fhir;entry()/id;write entry(Patient)/…",
        "fhir;entry(Patient).id;is not a path: what follows begins with /",
        "fhir;./id;begins at the element of an each, and there is none around it",
        "fhir;Patient/id;did you mean '/Patient/id'?"
      })
  void pathsThatAreNone(String format, String path, String expected) {
    String error =
        YamlRoute.of(
                "format: "
                    + format
                    + "\nmap: { format: json, rules: [ { to: /x, from: \""
                    + path
                    + "\" } ] }\n")
            .error();
    assertEquals(expected, error.contains(expected) ? expected : error);
  }

  @Test
  void inPlainJsonAnArrowIsAName() {
    assertEquals(
        "{\"v\":\"x\"}",
        YamlRoute.of("format: json\nmap: { format: json, rules: [ { to: /v, from: /a/-> } ] }\n")
            .mapped("{\"a\":{\"->\":\"x\"}}"));
  }
}
