package io.roundtrip.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.roundtrip.format.ItemAnswers.Item;
import io.roundtrip.model.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an answer says of each item, in one pass. Confined to one answer.
 *
 * <p>What has no status of any item, or is no JSON at all, is an answer for the whole. As soon as one item has a status, all
 * must have exactly one, in one array of the right length: to guess which of them was meant would be to confirm the wrong one.
 */
final class ItemAnswersReader {
  private static final int LEAST_STATUS = 200;
  private static final int MOST_STATUS = 599;

  private final JsonDocument document;
  private final JsonParser parser;
  private final boolean keepBodies;
  private final List<Item> read = new ArrayList<>();
  private int arrays;
  private int elements;
  private int withStatus;
  private boolean broken;

  private ItemAnswersReader(JsonDocument document, JsonParser parser, boolean keepBodies) {
    this.document = document;
    this.parser = parser;
    this.keepBodies = keepBodies;
  }

  static ItemAnswers read(byte[] answer, String contentType, int count, boolean keepBodies) {
    try {
      Input input = new Input(answer, contentType, Headers.NONE, "", 0);
      JsonDocument document = JsonDocument.of(input);
      try (JsonParser parser = document.parser()) {
        ItemAnswersReader reader = new ItemAnswersReader(document, parser, keepBodies);
        reader.document();
        return reader.verdict(count);
      }
    } catch (BadMessage | IOException noJson) {
      return new ItemAnswers.None();
    }
  }

  private ItemAnswers verdict(int count) {
    if (withStatus == 0) {
      return new ItemAnswers.None();
    }
    return !broken && arrays == 1 && elements == count && read.size() == count
        ? new ItemAnswers.Each(read)
        : new ItemAnswers.Unclear();
  }

  private void document() {
    try {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        elements();
      } else if (first == JsonToken.START_OBJECT) {
        members();
      } else {
        return;
      }
      broken = parser.nextToken() != null;
    } catch (IOException notJson) {
      broken = true;
    }
  }

  private void members() throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("items")) {
        elements();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void elements() throws IOException {
    arrays++;
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      elements++;
      if (token == JsonToken.START_OBJECT) {
        element();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void element() throws IOException {
    int statuses = 0;
    int status = 0;
    byte[] body = null;
    String name;
    while ((name = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      if (name.equals("status")) {
        if (statuses++ == 0) {
          withStatus++;
        }
        status = token == JsonToken.VALUE_NUMBER_INT ? status() : 0;
        parser.skipChildren();
      } else if (name.equals("body") && keepBodies) {
        body = value(token);
      } else {
        parser.skipChildren();
      }
    }
    if (statuses == 1 && status != 0) {
      read.add(new Item(status, body));
    }
  }

  /** Zero if it is none. */
  private int status() throws IOException {
    if (parser.getTextLength() != 3) {
      return 0;
    }
    int status = parser.getIntValue();
    return status >= LEAST_STATUS && status <= MOST_STATUS ? status : 0;
  }

  private byte @Nullable [] value(JsonToken token) throws IOException {
    int from = document.start() + (int) parser.currentTokenLocation().getByteOffset();
    int to;
    if (token.isStructStart()) {
      parser.skipChildren();
      to = document.start() + (int) parser.currentTokenLocation().getByteOffset() + 1;
    } else {
      parser.finishToken();
      to = JsonText.scalarEnd(document.bytes(), from);
    }
    return token == JsonToken.VALUE_NULL ? null : Arrays.copyOfRange(document.bytes(), from, to);
  }
}
