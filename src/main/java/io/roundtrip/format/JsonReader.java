package io.roundtrip.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.roundtrip.format.MessagePath.Pointer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that a route needs out of a JSON document, in one pass and without a tree. Confined to one document.
 *
 * <p>The whole document is checked, also what nobody needs. Of members with the same name the last one counts.
 */
final class JsonReader {
  private final JsonParser parser;
  private final JsonValues values;

  private JsonReader(JsonParser parser, JsonValues values) {
    this.parser = parser;
    this.values = values;
  }

  static JsonValues read(MessagePath[] paths, JsonTrie trie, Input input) throws BadMessage {
    JsonDocument document = JsonDocument.of(input);
    JsonValues values = new JsonValues(paths, input, 0, document);
    try (JsonParser parser = document.parser()) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw BadMessage.malformed("the message is empty: expected JSON");
      }
      new JsonReader(parser, values).value(first, trie.root());
      if (parser.nextToken() != null) {
        throw BadMessage.malformed(
            "the message goes on after its JSON value at "
                + JsonDocument.at(parser.currentTokenLocation()));
      }
      return values;
    } catch (IOException e) {
      throw JsonDocument.malformed(e);
    }
  }

  private void value(JsonToken token, JsonTrie.Node node) throws IOException {
    boolean tree = token.isStructStart();
    int slot = node.slot();
    long start = slot >= 0 ? parser.currentTokenLocation().getByteOffset() : 0;
    values.forget(node);
    if (tree) {
      if (node.children().length == 0) {
        parser.skipChildren();
      } else if (token == JsonToken.START_OBJECT) {
        members(node);
      } else {
        elements(node);
      }
    }
    if (slot >= 0) {
      values.keep(
          slot, (int) start, tree ? (int) parser.currentTokenLocation().getByteOffset() + 1 : -1);
    }
  }

  private void members(JsonTrie.Node node) throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      next(node.member(name));
    }
  }

  private void elements(JsonTrie.Node node) throws IOException {
    JsonToken token;
    for (int index = 0; (token = parser.nextToken()) != JsonToken.END_ARRAY; index++) {
      JsonTrie.Node child = node.element(index);
      if (child == null) {
        parser.skipChildren();
      } else {
        value(token, child);
      }
    }
  }

  private void next(JsonTrie.@Nullable Node child) throws IOException {
    JsonToken token = parser.nextToken();
    if (child == null) {
      parser.skipChildren();
    } else {
      value(token, child);
    }
  }

  /**
   * Reads the first value at one path and no further; what follows it is not checked.
   *
   * @return the values, of which slot 0 is the path's
   */
  static JsonValues readFirst(MessagePath[] paths, Pointer pointer, Input input) throws BadMessage {
    JsonDocument document = JsonDocument.of(input);
    JsonValues values = new JsonValues(paths, input, 0, document);
    try (JsonParser parser = document.parser()) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw BadMessage.malformed("the message is empty: expected JSON");
      }
      for (String name : pointer.tokens()) {
        token = enter(parser, token, name);
        if (token == null) {
          return values;
        }
      }
      values.keep(
          0,
          (int) parser.currentTokenLocation().getByteOffset(),
          token.isStructStart() ? (int) parser.currentTokenLocation().getByteOffset() + 1 : -1);
      if (!token.isStructStart()) {
        parser.finishToken();
      }
      return values;
    } catch (IOException e) {
      throw JsonDocument.malformed(e);
    }
  }

  /** Goes to the member or element of that name; null if there is none. */
  private static @Nullable JsonToken enter(JsonParser parser, JsonToken token, String name)
      throws IOException {
    if (token == JsonToken.START_OBJECT) {
      String member;
      while ((member = parser.nextFieldName()) != null) {
        JsonToken value = parser.nextToken();
        if (member.equals(name)) {
          return value;
        }
        parser.skipChildren();
      }
    } else if (token == JsonToken.START_ARRAY) {
      int left = Pointer.index(name);
      JsonToken element;
      while (left >= 0 && (element = parser.nextToken()) != JsonToken.END_ARRAY) {
        if (left-- == 0) {
          return element;
        }
        parser.skipChildren();
      }
    }
    return null;
  }
}
