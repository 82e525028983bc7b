package io.roundtrip.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and times as HL7 v2 and FHIR write them. */
final class DateFormTest {
  @ParameterizedTest
  @CsvSource({
    "2014,2014,2014",
    "201410,2014-10,201410",
    "20141006,2014-10-06,20141006",
    "20141006+0700,2014-10-06,20141006",
    "2014100609,2014-10-06,20141006090000",
    "201410060929,2014-10-06,20141006092900",
    "201410060929+0215,2014-10-06T09:29:00+02:15,20141006092900+0215",
    "20141006092931-0800,2014-10-06T09:29:31-08:00,20141006092931-0800",
    "20141006092931.5+0000,2014-10-06T09:29:31.5Z,20141006092931.5000+0000",
    "20141006092931.1234,2014-10-06,20141006092931.1234"
  })
  void hl7BecomesFhirAndHl7(String hl7, String fhir, String again) {
    DateForm form = DateForm.of("hl7");
    assertEquals(fhir, DateForm.of("fhir").write(form.read(hl7)));
    assertEquals(again, form.write(form.read(hl7)));
    assertEquals(
        fhir.substring(0, Math.min(10, fhir.length())),
        DateForm.of("fhir-date").write(form.read(hl7)));
  }

  @ParameterizedTest
  @CsvSource({
    "1974,1974",
    "1974-12,197412",
    "1974-12-25,19741225",
    "2013-05-02T16:16:00-07:00,20130502161600-0700",
    "2013-05-02T16:16:00.250Z,20130502161600.2500+0000"
  })
  void fhirBecomesHl7(String fhir, String hl7) {
    assertEquals(hl7, DateForm.of("hl7").write(DateForm.of("fhir").read(fhir)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "201",
        "20141",
        "2014100",
        "20141306",
        "20141032",
        "2014100625",
        "201410060960",
        "20141006092960",
        "2014-10-06",
        "20141006092931.",
        "201410060929.5",
        "2014100609293155",
        "20141006092931+",
        "20141006092931+2500",
        "20141006092931+07000",
        "x0141006",
        "20141006 ",
        "20141006092931.1234567890",
        "-2014",
        "+0700",
        "２０１４"
      })
  void whatIsNoHl7TimeIsRefused(String text) {
    assertThrows(DateTimeException.class, () -> DateForm.of("hl7").read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "74", "1974-13", "2013-05-02T16:16:00", "2013-05-02 16:16", "19741225"})
  void whatIsNoFhirTimeIsRefused(String text) {
    assertThrows(DateTimeException.class, () -> DateForm.of("fhir").read(text));
  }
}
