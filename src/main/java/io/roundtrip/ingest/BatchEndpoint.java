package io.roundtrip.ingest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Endpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /batch}: a JSON array of {@code {"path","headers","body"}}, each of which runs by itself. Loop-confined.
 *
 * <p>At most {@link #MOST_ITEMS} items, of which {@link Batch#AT_ONCE} are on their way at a time. A body that is a JSON
 * string is the message's text; any other JSON value is the message itself.
 */
final class BatchEndpoint implements Endpoint {
  /** Items of one batch. */
  static final int MOST_ITEMS = 1_000;

  private static final Duration TIME_TO_ARRIVE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpIngest routes;
  private final Admission admission;
  private final HttpAnswer answers;
  private final BodyReader.Limits limits;

  BatchEndpoint(
      HttpIngest routes, Admission admission, HttpAnswer answers, BodyReader.Limits limits) {
    this.routes = routes;
    this.admission = admission;
    this.answers = answers;
    this.limits = limits;
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    if (!"/batch".equals(request.path())) {
      return false;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      HttpIngest.refuseMethod(request, answers, admission.nextId(), Set.of("POST"));
      return true;
    }
    long deadline = System.nanoTime() + TIME_TO_ARRIVE.toNanos();
    BodyReader body = new BodyReader(limits, request, deadline, new Envelope(request));
    request.exceptionHandler(broken -> body.close());
    if (body.tryOpen()) {
      body.read();
    }
    return true;
  }

  private final class Envelope implements BodyReader.Reader {
    private final HttpServerRequest request;

    Envelope(HttpServerRequest request) {
      this.request = request;
    }

    @Override
    public void onBody(Buffer body) {
      try {
        List<Batch.Item> items = read(JSON.readTree(body.getBytes()));
        run(items, body.length());
      } catch (JacksonException broken) {
        var place = broken.getLocation();
        onRefused(
            Reason.MALFORMED,
            "the batch is no JSON (line "
                + (place == null ? 1 : place.getLineNr())
                + ", column "
                + (place == null ? 1 : place.getColumnNr())
                + ")");
      } catch (IOException | IllegalArgumentException wrong) {
        onRefused(Reason.MALFORMED, String.valueOf(wrong.getMessage()));
      }
    }

    /** Items that have not begun are held by nobody's credit: the batch answers for its bytes until all have ended. */
    private void run(List<Batch.Item> items, long bytes) {
      if (!limits.tryHold(bytes)) {
        onRefused(
            Reason.QUEUE_FULL, "the messages of all routes together hold all the memory they may");
        return;
      }
      Runnable ended = () -> limits.release(bytes);
      new Batch(admission.nextId(), items, routes, admission, request, ended).run();
    }

    @Override
    public void onRefused(Reason reason, String detail) {
      if (!request.response().closed() && !request.response().ended()) {
        answers.send(
            request.response(),
            Outcome.refused(
                admission.nextId(), "", reason, detail, reason.httpStatus() == 503 ? 1_000 : 0));
      }
    }
  }

  private static List<Batch.Item> read(JsonNode envelope) throws IOException {
    if (!envelope.isArray()) {
      throw new IllegalArgumentException(
          "a batch is a JSON array of {\"path\",\"headers\",\"body\"}");
    }
    if (envelope.size() > MOST_ITEMS) {
      throw new IllegalArgumentException("a batch has at most " + MOST_ITEMS + " items");
    }
    List<Batch.Item> items = new ArrayList<>(envelope.size());
    for (JsonNode item : envelope) {
      items.add(readItem(item, items.size()));
    }
    return items;
  }

  private static Batch.Item readItem(JsonNode item, int index) throws IOException {
    JsonNode path = item.get("path");
    JsonNode headers = item.get("headers");
    JsonNode body = item.get("body");
    if (path == null || !path.isTextual()) {
      throw new IllegalArgumentException("item " + index + " of the batch has no \"path\"");
    }
    if (body == null) {
      throw new IllegalArgumentException("item " + index + " of the batch has no \"body\"");
    }
    var byName = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    if (headers != null) {
      if (!headers.isObject()) {
        throw new IllegalArgumentException("\"headers\" of item " + index + " is no object");
      }
      for (var header : headers.properties()) {
        byName.put(header.getKey(), header.getValue().asText());
      }
    }
    byte[] bytes =
        body.isTextual()
            ? body.textValue().getBytes(java.nio.charset.StandardCharsets.UTF_8)
            : JSON.writeValueAsBytes(body);
    return new Batch.Item(path.textValue(), byName, bytes, body.isTextual());
  }
}
