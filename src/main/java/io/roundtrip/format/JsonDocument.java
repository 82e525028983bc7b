package io.roundtrip.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a JSON message, in UTF-8 and without byte-order mark. Immutable: not copied unless they came in another
 * charset.
 *
 * @param bytes hold the document
 * @param start where it begins
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
record JsonDocument(byte[] bytes, int start) {
  /** Deeper documents are refused. */
  static final int MAX_DEPTH = 1000;

  /** Longer numbers are refused. */
  static final int MAX_NUMBER_LENGTH = 1000;

  /** Longer member names are refused. */
  static final int MAX_NAME_LENGTH = 50_000;

  // Interning is off: it takes a lock that all shards would share. Parsers run on event loops, one
  // buffer per thread.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body's own limit bounds it
                  .build())
          .build();

  static JsonDocument of(Input input) throws BadMessage {
    byte[] body = input.body();
    Charset declared = Charsets.ofContentType(input.contentType());
    if (declared == null || declared.equals(StandardCharsets.UTF_8)) {
      requireUtf8(body);
      return new JsonDocument(body, Utf8.byteOrderMark(body));
    }
    String text = Charsets.decode(body, 0, declared, "Content-Type");
    return new JsonDocument(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  private static void requireUtf8(byte[] body) throws BadMessage {
    // A zero among the first bytes is UTF-16 or UTF-32, which the parser would detect and count in
    // other units.
    boolean wide = body.length >= 2 && (body[0] == 0 || body[1] == 0);
    int malformed = Utf8.firstMalformed(body, 0, body.length);
    if (wide || malformed >= 0) {
      throw BadMessage.malformed(
          "the message is not UTF-8 at byte "
              + (wide ? 1 : malformed + 1)
              + ": declare its charset in Content-Type");
    }
  }

  JsonParser parser() throws IOException {
    return FACTORY.createParser(bytes, start, bytes.length - start);
  }

  String text() {
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  /** Says what is wrong with a document and where, in words that hold none of its text. */
  static BadMessage malformed(IOException cause) {
    if (cause instanceof StreamConstraintsException) {
      return BadMessage.malformed(
          "the JSON nests deeper than "
              + MAX_DEPTH
              + " levels, or has a number longer than "
              + MAX_NUMBER_LENGTH
              + " or a name longer than "
              + MAX_NAME_LENGTH
              + " characters");
    }
    String what =
        cause instanceof JsonEOFException ? "the JSON ends too early" : "the message is not JSON";
    return BadMessage.malformed(
        cause instanceof JsonProcessingException json && json.getLocation() != null
            ? what + " near " + at(json.getLocation())
            : what);
  }

  static String at(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
