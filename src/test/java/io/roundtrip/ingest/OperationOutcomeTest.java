package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.StateView;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import java.util.List;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What senders of FHIR are told is FHIR, by HAPI FHIR's strict parser, and has the facts of the problem. */
final class OperationOutcomeTest {
  private static final IParser PARSER =
      FhirContext.forR4Cached().newJsonParser().setParserErrorHandler(new StrictErrorHandler());

  private static Outcome outcome(OutcomeKind kind, @Nullable Reason reason) {
    return new Outcome(
        "m1",
        "orders",
        kind,
        reason,
        "because \"x\"",
        0,
        List.of(
            new DestinationOutcome("lis", Verdict.REJECTED, null, 500, 3, 1_234_567),
            new DestinationOutcome("log", null, null, 0, 0, 0)),
        Timings.NONE,
        null);
  }

  private static org.hl7.fhir.r4.model.OperationOutcome rendered(Outcome outcome) {
    StringBuilder out = new StringBuilder();
    OperationOutcome.write(out, outcome);
    return PARSER.parseResource(org.hl7.fhir.r4.model.OperationOutcome.class, out.toString());
  }

  private static String value(Extension in, String name) {
    return in.getExtensionByUrl("urn:roundtrip:" + name).getValue().primitiveValue();
  }

  @Test
  void hasTheFactsOfTheProblem() {
    var read = rendered(outcome(OutcomeKind.REJECTED, null));
    assertEquals(IssueType.PROCESSING, read.getIssueFirstRep().getCode());
    assertEquals("because \"x\"", read.getIssueFirstRep().getDiagnostics());
    assertEquals(
        "A destination rejected the message", read.getIssueFirstRep().getDetails().getText());
    assertEquals(
        "m1", read.getExtensionByUrl("urn:roundtrip:messageId").getValue().primitiveValue());
    assertEquals(
        "orders", read.getExtensionByUrl("urn:roundtrip:route").getValue().primitiveValue());
    assertEquals(
        "rejected", read.getExtensionByUrl("urn:roundtrip:outcome").getValue().primitiveValue());
    assertEquals("502", read.getExtensionByUrl("urn:roundtrip:status").getValue().primitiveValue());
    List<Extension> destinations = read.getExtensionsByUrl("urn:roundtrip:destination");
    assertEquals(2, destinations.size());
    Extension lis = destinations.getFirst();
    assertEquals("lis", value(lis, "id"));
    assertEquals("rejected", value(lis, "outcome"));
    assertEquals("500", value(lis, "status"));
    assertEquals("3", value(lis, "attempts"));
    assertEquals("1.234", value(lis, "durationMs"));
    assertEquals("pending", value(destinations.getLast(), "outcome"));
  }

  @Test
  void hasTheStateThatDoesNotAllowTheMessage() {
    StateView state = new StateView("k", "open", "{\"n\":1}", 7, true, 0);
    var read = rendered(outcome(OutcomeKind.NOT_ATTEMPTED, Reason.STATE_CONFLICT).with(state));
    Extension shown = read.getExtensionByUrl("urn:roundtrip:state");
    assertEquals("k", value(shown, "key"));
    assertEquals("open", value(shown, "state"));
    assertEquals("7", value(shown, "version"));
    assertEquals("true", value(shown, "inDoubt"));
    assertEquals("{\"n\":1}", value(shown, "data"));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsFhir(Reason reason) {
    var read = rendered(outcome(OutcomeKind.NOT_ATTEMPTED, reason));
    assertEquals(reason.code(), read.getIssueFirstRep().getDetails().getCodingFirstRep().getCode());
    assertEquals(
        String.valueOf(reason.httpStatus()),
        read.getExtensionByUrl("urn:roundtrip:status").getValue().primitiveValue());
  }
}
