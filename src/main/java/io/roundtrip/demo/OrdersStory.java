package io.roundtrip.demo;

import java.util.Map;

/** The story of a laboratory's orders, results and claims. Immutable. */
final class OrdersStory {
  private static final String JSON = "application/fhir+json";
  private static final String HL7 = "application/hl7-v2";

  /** A FHIR order becomes an HL7 v2 one. */
  static final Step ORDER =
      new Step(
          "An EHR orders a lipid panel in FHIR; the lab gets it in HL7 v2",
          "/fhir/lab-orders",
          JSON,
          "lab-order-bundle.json",
          200,
          "delivered",
          Map.of("lab", 1));

  /** An HL7 v2 result becomes a FHIR-shaped one. */
  static final Step RESULT =
      new Step(
          "The lab reports in HL7 v2; the EHR gets FHIR-shaped JSON",
          "/hl7/lab-results",
          HL7,
          "lab-result-oru.hl7",
          200,
          "delivered",
          Map.of("ehr", 1));

  /** One of two says no. */
  static final Step REFUSED_CLAIM =
      new Step(
          "A claim goes to lab and payer; the payer says no, so the sender is told who has it",
          "/fhir/claims",
          JSON,
          "claim.json",
          502,
          "partial",
          Map.of("lab", 1, "payer", 1));

  /** From MLLP to MLLP. */
  static final String WARD_TITLE =
      "A ward orders over MLLP; the lab gets it over MLLP, and then the ward is answered AA";

  /** What the ward sends. */
  static final String WARD_SAMPLE = "ward-order-orm.hl7";

  /** MSA-1, and the outcome. */
  static final String WARD_ANSWER = "AA delivered";

  /** One of two is not there. */
  static final Step LAB_DOWN =
      new Step(
          "The lab is down: the claim goes to nobody, not to the payer either",
          "/fhir/claims",
          JSON,
          "claim.json",
          502,
          "not-attempted",
          Map.of());

  private OrdersStory() {}
}
