package io.roundtrip.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is in the messages: a text with marks. Immutable. {@code {{key}}} is replaced by the message's key, {@code
 * {{sequence}}} by its number from 1, {@code {{fill}}} by as many letters as bring the message to its size; all else
 * stays as it is, byte by byte. A message is longer than its size where its text alone is.
 */
public final class Payloads {
  private static final Pattern MARK = Pattern.compile("\\{\\{(key|sequence|fill)}}");

  /** Letters to fill with: cut out at random, so that messages differ and are cheap to make. */
  private static final byte[] LETTERS = letters();

  private final List<Piece> pieces;
  private final @Nullable Sizes sizes;

  /** A part of the text: bytes as they are, or a mark. */
  private sealed interface Piece {
    /** Bytes as they are. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared, never changed
    record Literal(byte[] bytes) implements Piece {}

    /** The key. */
    record Key() implements Piece {}

    /** The number. */
    record Sequence() implements Piece {}

    /** The letters. */
    record Fill() implements Piece {}
  }

  private Payloads(List<Piece> pieces, @Nullable Sizes sizes) {
    this.pieces = pieces;
    this.sizes = sizes;
  }

  /**
   * Messages after the template.
   *
   * @param sizes null for the length that the template comes to without fill
   * @throws IllegalArgumentException if sizes and fill do not go together
   */
  public static Payloads of(byte[] template, @Nullable Sizes sizes) {
    String text =
        new String(template, StandardCharsets.ISO_8859_1); // any byte comes back as it was
    List<Piece> pieces = new ArrayList<>();
    Matcher mark = MARK.matcher(text);
    int at = 0;
    int fills = 0;
    while (mark.find()) {
      addLiteral(text.substring(at, mark.start()), pieces);
      Piece piece =
          switch (mark.group(1)) {
            case "key" -> new Piece.Key();
            case "sequence" -> new Piece.Sequence();
            default -> new Piece.Fill();
          };
      fills += piece instanceof Piece.Fill ? 1 : 0;
      pieces.add(piece);
      at = mark.end();
    }
    addLiteral(text.substring(at), pieces);
    if (fills > 1) {
      throw new IllegalArgumentException("{{fill}} may stand in a message once, found " + fills);
    }
    if (sizes != null && fills == 0) {
      throw new IllegalArgumentException(
          "a size needs {{fill}} in the message, where letters make it so long");
    }
    return new Payloads(List.copyOf(pieces), sizes);
  }

  private static void addLiteral(String text, List<Piece> to) {
    if (!text.isEmpty()) {
      to.add(new Piece.Literal(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** The message with this number and key. */
  byte[] make(long sequence, String key, SplittableRandom random) {
    byte[] number = Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
    byte[] name = key.getBytes(StandardCharsets.US_ASCII);
    int fixed = 0;
    for (Piece piece : pieces) {
      fixed +=
          switch (piece) {
            case Piece.Literal literal -> literal.bytes().length;
            case Piece.Key ignored -> name.length;
            case Piece.Sequence ignored -> number.length;
            case Piece.Fill ignored -> 0;
          };
    }
    int size = sizes == null ? fixed : Math.max(fixed, sizes.next(random));
    ByteArrayOutputStream message = new ByteArrayOutputStream(size);
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Literal literal -> message.writeBytes(literal.bytes());
        case Piece.Key ignored -> message.writeBytes(name);
        case Piece.Sequence ignored -> message.writeBytes(number);
        case Piece.Fill ignored -> fill(message, size - fixed, random);
      }
    }
    return message.toByteArray();
  }

  /** The most bytes a message can have, but for what numbers and keys add to a template without sizes. */
  public int largest() {
    int literal = 0;
    for (Piece piece : pieces) {
      literal += piece instanceof Piece.Literal text ? text.bytes().length : 0;
    }
    return sizes == null ? literal : Math.max(literal, sizes.most());
  }

  private static void fill(ByteArrayOutputStream message, int count, SplittableRandom random) {
    int left = count;
    while (left > 0) {
      int from = random.nextInt(LETTERS.length);
      int part = Math.min(left, LETTERS.length - from);
      message.write(LETTERS, from, part);
      left -= part;
    }
  }

  private static byte[] letters() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] letters = new byte[1 << 16];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) ('a' + random.nextInt(26));
    }
    return letters;
  }
}
