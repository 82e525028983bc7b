package io.roundtrip.model;

/** What a message's bytes are. Immutable. */
public enum Format {
  /** JSON of any kind. */
  JSON("json"),
  /** FHIR R4 in JSON, its structure checked. */
  FHIR("fhir"),
  /** HL7 v2 in its delimiter encoding (ER7). */
  HL7V2("hl7v2"),
  /** Text without structure. */
  TEXT("text"),
  /** Bytes without meaning to the engine. */
  BYTES("bytes");

  private final String text;

  Format(String text) {
    this.text = text;
  }

  /** The word used in conf files. */
  public String text() {
    return text;
  }
}
