package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.Http;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code http} of a destination. Immutable. URLs and header values may be secret and are in no error. */
final class HttpTargetReader {
  private static final URI NOWHERE = URI.create("http://localhost/");
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** They frame the message or belong to one connection: the HTTP client alone may set them. */
  private static final Set<String> FRAMING =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "expect");

  /** They differ from message to message, and the engine sends them. */
  private static final Set<String> OURS = Set.of("idempotency-key", "traceparent", "x-deadline-ms");

  private HttpTargetReader() {}

  static Http read(YamlMap http) {
    return new Http(
        url(http.needed("url")),
        http.oneOf("method", "POST", SourceReader.METHODS),
        success(http.get("success")),
        headers(http.get("headers")),
        (int) http.size("max-response", 1 << 20, 1 << 30),
        http.positive("keep-alive", Duration.ofSeconds(15)),
        ArrayBatchReader.read(http));
  }

  private static URI url(@Nullable YamlValue value) {
    String text = value == null ? null : value.word();
    if (value == null || text == null) {
      return NOWHERE;
    }
    try {
      URI url = new URI(text);
      String wrong = whatIsWrong(url);
      if (wrong == null) {
        return url;
      }
      value.error(wrong);
    } catch (URISyntaxException wrong) {
      value.error("must be a URL such as http://host:port/path: " + wrong.getReason());
    }
    return NOWHERE;
  }

  private static @Nullable String whatIsWrong(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "must begin with http:// or https://";
    }
    String authority = url.getRawAuthority();
    if (authority != null && authority.contains("@")) {
      return "must not carry a user; send headers: { Authorization: \"${env:NAME}\" } instead";
    }
    if (url.getHost() == null) {
      return "must name a host of letters, digits, '-' and '.'";
    }
    if (url.getPort() == 0 || url.getPort() > 65535) {
      return "must have a port from 1 to 65535";
    }
    return url.getRawFragment() == null ? null : "must have no fragment (#…)";
  }

  private static BitSet success(@Nullable YamlValue value) {
    if (value == null) {
      return StatusReader.TWO_HUNDREDS.get();
    }
    BitSet statuses = new BitSet();
    for (YamlValue item : value.itemsOrSelf()) {
      StatusReader.read(item, statuses);
    }
    return statuses;
  }

  private static Map<String, String> headers(@Nullable YamlValue value) {
    if (value == null) {
      return Map.of();
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    value
        .entries()
        .forEach(
            (key, content) -> {
              String text = content.text();
              if (text != null && isRight(key, content, text)) {
                if (headers.putIfAbsent(key.written(), text) != null) {
                  key.error("has '" + key.written() + "' twice");
                }
              }
            });
    return Collections.unmodifiableMap(headers);
  }

  private static boolean isRight(YamlValue key, YamlValue content, String text) {
    String name = key.written();
    if (!HEADER_NAME.matcher(name).matches()) {
      key.error("has '" + name + "', which is not a header's name");
    } else if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
      key.error("has '" + name + "', which belongs to the connection; leave it out");
    } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      key.error("has '" + name + "', which the engine sends for each message; leave it out");
    } else if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
      content.error("must be one line without control characters");
    } else {
      return true;
    }
    return false;
  }
}
