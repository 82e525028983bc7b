package io.roundtrip.protocol;

/** What became of a record that was handed to a shard's collector. Immutable. */
public sealed interface RecordAnswer {
  /** The answer to every record that is there. */
  Recorded RECORDED = new Recorded();

  /** It is committed. */
  record Recorded() implements RecordAnswer {}

  /** It is not, or nobody knows. */
  record NotRecorded(Kind kind, String detail) implements RecordAnswer {}

  /** Why a record is not there. */
  enum Kind {
    /** As many wait as may. */
    FULL("full"),
    /** The store could not be had in time. */
    STORE_UNAVAILABLE("store-unavailable"),
    /** It was sent, and nobody knows whether it is there. */
    UNKNOWN("unknown"),
    /** The store does not take it as it is. */
    REFUSED("refused"),
    /** The collector has stopped, or never was. */
    STOPPED("stopped");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word used in metrics and logs. */
    public String text() {
      return text;
    }
  }
}
