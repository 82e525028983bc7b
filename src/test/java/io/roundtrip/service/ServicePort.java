package io.roundtrip.service;

import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Listener;
import io.roundtrip.queue.Credits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/** A test's services behind a port of one shard. Thread-safe, as its parts are. */
final class ServicePort implements AutoCloseable {
  static final int MAX_BODY = 4_096;

  final TestServices its;
  final Listener listener;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServicePort(TestServices its, Listener listener) {
    this.its = its;
    this.listener = listener;
  }

  /** Listens on shard 1, so that the hub of events is on another. */
  static ServicePort with(Consumer<TestServices> registers) {
    TestServices its = TestServices.with(registers);
    Listener listener =
        its.onLoop(
            1,
            () -> {
              Listener made =
                  new Listener(
                      its.reactor.vertx(),
                      new Listener.Limits(
                          "127.0.0.1", 0, Duration.ofSeconds(10), Duration.ofSeconds(60), 2_000),
                      new BodyReader.Limits(MAX_BODY, new Credits(10_000, 1 << 24, null)),
                      its.runtime.endpoints(1),
                      request -> {
                        var unused = request.response().setStatusCode(404).end("nobody's");
                        return true;
                      },
                      request -> {
                        var unused = request.response().setStatusCode(503).end("draining");
                      });
              return made.listen().map(made);
            });
    return new ServicePort(its, listener);
  }

  int port() {
    return listener.port();
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(30));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    return client.send(
        request(path, headers).POST(HttpRequest.BodyPublishers.ofString(json)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Begins the listener's drain; completes when it is idle. */
  Future<Void> drain() {
    Promise<Void> idle = Promise.promise();
    its.reactor.core(1).runOnContext(on -> listener.drain(idle::complete));
    return idle.future();
  }

  @Override
  public void close() {
    client.shutdownNow(); // close() would wait for streams that have no end
    TestServices.await(its.onLoop(1, () -> Future.succeededFuture(listener.close())).mapEmpty());
    its.close();
  }
}
