package io.roundtrip.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roundtrip.event.EventId;
import io.roundtrip.event.Publication;
import io.roundtrip.event.SubjectPattern;
import io.roundtrip.event.Subjects;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Mount;
import io.roundtrip.net.Problem;
import io.roundtrip.net.Traceparent;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events/{subject}} publishes; {@code GET /events/{pattern}} reads, as server-sent events or by WebSocket.
 * Loop-confined.
 */
final class EventsEndpoint implements Endpoint {
  private static final String PREFIX = "/events/";
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence LAST_EVENT_ID = HttpHeaders.createOptimized("last-event-id");
  private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ServiceRuntime runtime;
  private final ServiceShard shard;
  private @Nullable Mount mount;

  EventsEndpoint(ServiceRuntime runtime, ServiceShard shard) {
    this.runtime = runtime;
    this.shard = shard;
  }

  @Override
  public void mount(Mount on) {
    mount = on;
  }

  @Override
  public void drain() {
    shard.streams().endAll();
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    String path = request.path();
    Mount on = mount;
    if (path == null || on == null || !path.startsWith(PREFIX)) {
      return false;
    }
    String messageId = shard.nextId();
    String name = decoded(path.substring(PREFIX.length()));
    try {
      if (request.method().equals(HttpMethod.POST)) {
        publish(on.bodies(), request, name, messageId);
      } else if (request.method().equals(HttpMethod.GET)) {
        read(on, request, name);
      } else {
        request.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
        Problems.send(
            request.response(),
            Problem.of(Reason.METHOD_NOT_ALLOWED, "this path takes GET, POST"),
            messageId);
      }
    } catch (ServiceException no) {
      Problems.send(request.response(), no, messageId);
    } catch (IllegalArgumentException undecodable) {
      Problems.send(
          request.response(),
          Problem.of(Reason.MALFORMED, "the query cannot be decoded"),
          messageId);
    }
    return true;
  }

  /** A {@code >} may come as it is or as {@code %3E}. What cannot be decoded is no name. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  private static ServiceException invalid(String detail) {
    return ServiceException.of(Kind.INVALID, "", "", detail);
  }

  // Publishing --------------------------------------------------------------------------------

  private void publish(
      BodyReader.Limits limits, HttpServerRequest request, String subject, String messageId) {
    String problem = Subjects.problem(subject);
    if (problem != null) {
      throw invalid(problem);
    }
    if (subject.startsWith(Subjects.ERRORS)) {
      throw invalid("subjects that begin with errors. are the engine's own: publish another");
    }
    String traceparent = Traceparent.valid(request.getHeader(TRACEPARENT));
    JsonBody.read(
        limits,
        request,
        messageId,
        System.nanoTime() + BODY_NANOS,
        json -> onBody(request.response(), subject, json, messageId, traceparent));
  }

  private void onBody(
      HttpServerResponse response,
      String subject,
      byte[] json,
      String messageId,
      @Nullable String traceparent) {
    byte[] line;
    try {
      line = runtime.codec().oneLine(json);
    } catch (ServiceException malformed) {
      Problems.send(response, malformed, messageId);
      return;
    }
    runtime
        .client()
        .publish(new Publication(subject, messageId, line, null, traceparent, false))
        .onComplete(
            (id, failure) -> {
              if (failure instanceof ServiceException no) {
                Problems.send(response, no, messageId);
              } else if (!response.ended() && !response.closed()) {
                response
                    .setStatusCode(202)
                    .putHeader(Problems.MESSAGE_ID, messageId)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(
                        Buffer.buffer(
                            "{\"id\":\"" + id + "\",\"messageId\":\"" + messageId + "\"}"));
              }
            });
  }

  // Reading -----------------------------------------------------------------------------------

  private void read(Mount on, HttpServerRequest request, String name) {
    String problem = Subjects.patternProblem(name);
    if (problem != null) {
      throw invalid(problem);
    }
    SubjectPattern pattern = new SubjectPattern(name);
    EventId after = after(request);
    boolean closeSlow = closesSlow(request);
    if (shard.streams().isFull()) {
      throw ServiceException.of(
          Kind.BUSY, "", "", EventStreams.MOST + " readers of events are open, as many as may");
    }
    if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
      new SseStream(shard, pattern, after, closeSlow, request).begin();
      return;
    }
    // The socket may be gone before there is a stream to tell.
    Upgrade upgrade = new Upgrade();
    on.upgrade(request, upgrade::onGone)
        .onSuccess(
            socket -> upgrade.begin(new SocketStream(shard, pattern, after, closeSlow, socket)));
  }

  /** A WebSocket on its way. Loop-confined. */
  private static final class Upgrade {
    private @Nullable SocketStream stream;
    private boolean gone;

    void begin(SocketStream begun) {
      stream = begun;
      if (!gone) {
        begun.begin();
      }
    }

    void onGone() {
      gone = true;
      if (stream != null) {
        stream.onGone();
      }
    }
  }

  /** By header as browsers send it when they come again, or by query for those that cannot. */
  private static @Nullable EventId after(HttpServerRequest request) {
    String header = request.getHeader(LAST_EVENT_ID);
    String text = header == null ? request.getParam("last-event-id") : header;
    if (text == null || text.isEmpty()) {
      return null;
    }
    EventId id = EventId.parse(text);
    if (id == null) {
      throw invalid("Last-Event-ID must be the id of an event, got '" + text + "'");
    }
    return id;
  }

  private static boolean closesSlow(HttpServerRequest request) {
    String slow = request.getParam("slow");
    if (slow == null || slow.equals("gap")) {
      return false;
    }
    if (slow.equals("close")) {
      return true;
    }
    throw invalid("slow must be gap or close, got '" + slow + "'");
  }
}
