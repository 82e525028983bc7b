package io.roundtrip.format;

/** The values of one message on their way out, by the cells of the output they go to. Confined to one message. */
sealed interface Cells permits JsonCells, Hl7Cells {
  /** Sets a text that came with a message. */
  void setData(int cell, String text) throws BadMessage;

  /** Sets a text of the conf, which stands in the output as written. */
  void setAsWritten(int cell, String text) throws BadMessage;

  /** Sets a JSON number or boolean. */
  void setLiteral(int cell, String json) throws BadMessage;

  /** The cells of a new element at the place of the growth. */
  Cells append(Each.Growth growth);

  /**
   * Copies a value as it is, with its type or its parts; a missing one leaves the cell empty.
   *
   * @return false for a value that the output has no form for
   */
  boolean copy(int cell, Values from, int slot) throws BadMessage;

  /** The message made of them. */
  Prepared.Mapped finish() throws BadMessage;
}
