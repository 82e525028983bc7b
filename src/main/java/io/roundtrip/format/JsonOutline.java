package io.roundtrip.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON message's values in the order in which they stand, each with its place, so that any path can be followed
 * without reading the message again. Immutable once read.
 *
 * <p>Values are numbered; the first value inside another is the number after it, and {@link #next} is the number behind
 * a value and all inside it. Of members with the same name the last one counts.
 */
final class JsonOutline {
  /** What stands for a value that the message does not have. */
  static final int NONE = -1;

  private final JsonDocument document;
  private int size;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int[] nexts = new int[64];
  private @Nullable String[] names = new @Nullable String[64];

  private JsonOutline(JsonDocument document) {
    this.document = document;
  }

  /** Reads a message; all of it is checked. */
  static JsonOutline read(Input input) throws BadMessage {
    return read(JsonDocument.of(input));
  }

  /** Reads a document; all of it is checked. */
  static JsonOutline read(JsonDocument document) throws BadMessage {
    JsonOutline outline = new JsonOutline(document);
    try (JsonParser parser = document.parser()) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw BadMessage.malformed("the message is empty: expected JSON");
      }
      outline.readValue(parser, first);
      if (parser.nextToken() != null) {
        throw BadMessage.malformed(
            "the message goes on after its JSON value at "
                + JsonDocument.at(parser.currentTokenLocation()));
      }
      return outline;
    } catch (IOException e) {
      throw JsonDocument.malformed(e);
    }
  }

  private void readValue(JsonParser parser, JsonToken first) throws IOException {
    int[] open = new int[16];
    int depth = 0;
    String name = null;
    JsonToken token = first;
    while (true) {
      if (token == JsonToken.FIELD_NAME) {
        name = parser.currentName();
      } else {
        int offset = document.start() + (int) parser.currentTokenLocation().getByteOffset();
        if (token.isStructEnd()) {
          int node = open[--depth];
          ends[node] = offset + 1;
          nexts[node] = size;
        } else {
          int node = add(name, offset);
          if (token.isStructStart()) {
            open = depth == open.length ? Arrays.copyOf(open, 2 * depth) : open;
            open[depth++] = node;
          } else {
            ends[node] = JsonText.scalarEnd(document.bytes(), offset);
            nexts[node] = size;
          }
        }
        name = null;
        if (depth == 0) {
          return;
        }
      }
      token = parser.nextToken();
    }
  }

  private int add(@Nullable String name, int start) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      nexts = Arrays.copyOf(nexts, 2 * size);
      names = Arrays.copyOf(names, 2 * size);
    }
    starts[size] = start;
    names[size] = name;
    return size++;
  }

  JsonDocument document() {
    return document;
  }

  /** Where the value begins in the document's bytes. */
  int start(int node) {
    return starts[node];
  }

  /** Where it ends there. */
  int end(int node) {
    return ends[node];
  }

  /** The number of what follows it. */
  int next(int node) {
    return nexts[node];
  }

  boolean isObject(int node) {
    return node != NONE && document.bytes()[starts[node]] == (byte) '{';
  }

  boolean isArray(int node) {
    return node != NONE && document.bytes()[starts[node]] == (byte) '[';
  }

  boolean isNull(int node) {
    return document.bytes()[starts[node]] == (byte) 'n';
  }

  /** Whether the value is empty: null, an empty text, or an object or array with nothing in it. */
  boolean isEmpty(int node) {
    boolean isTree = isObject(node) || isArray(node);
    return isTree ? nexts[node] == node + 1 : text(node) == null;
  }

  /** The member of an object; {@link #NONE} if it has none, or is no object. */
  int member(int node, String name) {
    int found = NONE;
    if (isObject(node)) {
      for (int child = node + 1; child < nexts[node]; child = nexts[child]) {
        if (name.equals(names[child])) {
          found = child;
        }
      }
    }
    return found;
  }

  /** The element of an array; {@link #NONE} if it has none, or is no array. */
  int element(int node, int index) {
    if (isArray(node) && index >= 0) {
      int left = index;
      for (int child = node + 1; child < nexts[node]; child = nexts[child]) {
        if (left-- == 0) {
          return child;
        }
      }
    }
    return NONE;
  }

  /** The text of a value that has one and is not empty; null for every other, and for {@link #NONE}. */
  @Nullable String text(int node) {
    if (node == NONE || isObject(node) || isArray(node)) {
      return null;
    }
    String text = JsonText.of(document.bytes(), starts[node], ends[node]);
    return text == null || text.isEmpty() ? null : text;
  }
}
