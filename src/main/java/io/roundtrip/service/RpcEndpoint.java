package io.roundtrip.service;

import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Mount;
import io.roundtrip.net.Prefer;
import io.roundtrip.net.Problem;
import io.roundtrip.net.Traceparent;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /rpc/{service}/{method}} calls a method; {@code GET /rpc} lists them. Loop-confined.
 *
 * <p>The caller waits as long as the method's time limit says, or less by {@code Prefer: wait=} and {@code X-Deadline-Ms}. With
 * {@code Prefer: respond-async} it gets 202 and the place of the result. An asynchronous method is answered 202 when the call is
 * accepted. What a caller is not told any more, because it left, is done all the same.
 */
final class RpcEndpoint implements Endpoint {
  private static final String ROOT = "/rpc";
  private static final String PREFIX = "/rpc/";
  private static final CharSequence DEADLINE = HttpHeaders.createOptimized("x-deadline-ms");
  private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence APPLIED = HttpHeaders.createOptimized("preference-applied");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final ServiceRuntime runtime;
  private final ServiceShard shard;
  private BodyReader.@Nullable Limits limits;
  private @Nullable Future<Buffer> listing;

  RpcEndpoint(ServiceRuntime runtime, ServiceShard shard) {
    this.runtime = runtime;
    this.shard = shard;
  }

  @Override
  public void mount(Mount mount) {
    limits = mount.bodies();
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith(ROOT)) {
      return false;
    }
    if (path.equals(ROOT)) {
      if (isMethod(request, HttpMethod.GET)) {
        list(request);
      }
      return true;
    }
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    if (isMethod(request, HttpMethod.POST)) {
      call(request, path);
    }
    return true;
  }

  private boolean isMethod(HttpServerRequest request, HttpMethod wanted) {
    if (request.method().equals(wanted)) {
      return true;
    }
    request.response().putHeader(HttpHeaders.ALLOW, wanted.name());
    Problems.send(
        request.response(),
        Problem.of(Reason.METHOD_NOT_ALLOWED, "this path takes " + wanted),
        shard.nextId());
    return false;
  }

  private void list(HttpServerRequest request) {
    Future<Buffer> made = listing;
    if (made == null) {
      // Beside the loop: making schemas of classes takes a while, once.
      made =
          runtime
              .vertx()
              .executeBlocking(() -> Buffer.buffer(RpcListing.of(runtime)), false)
              .map(text -> text == null ? Buffer.buffer() : text);
      listing = made;
    }
    String messageId = shard.nextId();
    made.onComplete(
        (text, failure) -> {
          if (failure != null) {
            listing = null;
            Problems.send(request.response(), ServiceException.failed("", "", failure), messageId);
          } else if (!request.response().closed()) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(text);
          }
        });
  }

  private void call(HttpServerRequest request, String path) {
    String messageId = shard.nextId();
    String name = path.substring(PREFIX.length());
    int slash = name.indexOf('/');
    String service = slash < 0 ? name : name.substring(0, slash);
    String method = slash < 0 ? "" : name.substring(slash + 1);
    Target target = runtime.target(service, method);
    if (target == null || target.method().kind() == MethodFigures.Kind.EVENT || limits == null) {
      Problems.send(
          request.response(),
          ServiceException.of(
              Kind.NOT_FOUND,
              "",
              "",
              "there is no method of this name; GET /rpc lists those there are"),
          messageId);
      return;
    }
    String prefer = request.getHeader(PREFER);
    long deadline = System.nanoTime() + timeNanos(request, prefer, target);
    String traceparent = Traceparent.valid(request.getHeader(TRACEPARENT));
    JsonBody.read(
        limits,
        request,
        messageId,
        deadline,
        json -> onBody(request, target, json, messageId, deadline, traceparent, prefer));
  }

  private static long timeNanos(HttpServerRequest request, @Nullable String prefer, Target target) {
    long nanos = target.method().policy().timeout().toNanos();
    long wait = Prefer.waitNanos(prefer);
    if (wait >= 0 && !Prefer.wantsAsync(prefer)) {
      nanos = Math.min(nanos, wait);
    }
    String left = request.getHeader(DEADLINE);
    if (left != null) {
      try {
        long millis = Math.max(0, Long.parseLong(left.strip()));
        nanos = Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(millis));
      } catch (NumberFormatException ignored) {
        // like a preference that cannot be read
      }
    }
    return nanos;
  }

  private void onBody(
      HttpServerRequest request,
      Target target,
      byte[] json,
      String messageId,
      long deadline,
      @Nullable String traceparent,
      @Nullable String prefer) {
    HttpServerResponse response = request.response();
    Object body;
    try {
      body = runtime.codec().readRequest(json, target.method());
    } catch (ServiceException unreadable) {
      Problems.send(response, unreadable, messageId);
      return;
    }
    boolean async = target.method().kind() == MethodFigures.Kind.ASYNC;
    RpcRequest.Mode mode = async ? RpcRequest.Mode.ACCEPTANCE : RpcRequest.Mode.RESULT;
    Outgoing call = new Outgoing(body, messageId, deadline, traceparent, mode, false);
    BackgroundCalls background = runtime.background();
    if (!async && background != null && Prefer.wantsAsync(prefer)) {
      background
          .start(
              target.method().service() + "." + target.method().name(),
              () -> runtime.client().call(target, call))
          .onComplete(
              (task, failure) -> {
                if (failure == null) {
                  response.putHeader(HttpHeaders.LOCATION, "/tasks/" + task);
                  response.putHeader(APPLIED, "respond-async");
                  answer(response, 202, new TaskView(task), messageId);
                } else {
                  refuse(response, failure, messageId);
                }
              });
      return;
    }
    runtime
        .client()
        .call(target, call)
        .onComplete(
            (value, failure) -> {
              if (failure == null) {
                answer(response, async ? 202 : 200, value, messageId);
              } else {
                refuse(response, failure, messageId);
              }
            });
  }

  /** What a caller gets that asks for the result later. */
  private record TaskView(String taskId) {}

  private static void refuse(HttpServerResponse response, Throwable failure, String messageId) {
    ServiceException no =
        failure instanceof ServiceException own
            ? own
            : ServiceException.of(Kind.BUSY, "", "", String.valueOf(failure.getMessage()));
    Problems.send(response, no, messageId);
  }

  private void answer(
      HttpServerResponse response, int status, @Nullable Object value, String messageId) {
    if (response.ended() || response.closed()) {
      return;
    }
    byte[] json;
    try {
      json = runtime.codec().write(value);
    } catch (ServiceException unwritable) {
      Problems.send(response, ServiceException.failed("", "", unwritable), messageId);
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(Problems.MESSAGE_ID, messageId)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(Buffer.buffer(json));
  }
}
