package io.roundtrip.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a status and headers of its own. Immutable; each {@code with…} gives a copy.
 *
 * @param status 200 to 599
 * @param headers in their order
 * @param body as a handler may return it: null for none, a text, a buffer, a {@link Streaming}, or what becomes JSON
 */
public record Response(int status, List<Header> headers, @Nullable Object body) {
  /** A header's name and value. */
  public record Header(String name, String value) {}

  /** Checks the range. */
  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("a status must be 200 to 599, got " + status);
    }
    if (body instanceof Response) {
      throw new IllegalArgumentException("a response is not the body of another");
    }
    headers = List.copyOf(headers);
  }

  /** An answer without a body. */
  public static Response of(int status) {
    return new Response(status, List.of(), null);
  }

  /** An answer with a body. */
  public static Response of(int status, Object body) {
    return new Response(status, List.of(), body);
  }

  /** 201: made, and where it is now. */
  public static Response created(String location, Object body) {
    return of(201, body).with("Location", location);
  }

  /** With one more header; of a content type, in place of what the body's kind would say. */
  public Response with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Response(status, more, body);
  }
}
