package io.roundtrip.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values of a message whose body is not parsed: its headers and its text. Confined to one message. */
final class PlainValues extends Values {
  PlainValues(MessagePath[] paths, Input input) {
    super(paths, input, 0);
  }

  @Override
  String whole() throws BadMessage {
    Charset declared = Charsets.ofContentType(input().contentType());
    byte[] body = input().body();
    return Charsets.decode(
        body,
        Utf8.byteOrderMark(body),
        declared == null ? StandardCharsets.UTF_8 : declared,
        "Content-Type");
  }

  @Override
  @Nullable String bodyText(int slot) {
    return null;
  }
}
