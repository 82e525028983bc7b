package io.roundtrip.experiment;

import io.roundtrip.load.Answer;
import io.roundtrip.load.LoadMessage;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The pipeline that is easiest to write: one thread takes a message, posts it, waits for the answer, and takes the next.
 * {@link #send} is of one event loop, the rest of it a thread of its own; between them stands a queue made for that.
 */
final class BlockingPipeline implements Sink, AutoCloseable {
  private final Context context;
  private final URI to;
  private final BlockingQueue<Waiting> queue;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread thread;

  private record Waiting(LoadMessage message, Promise<Answer> answer) {}

  /** Posts to the URL; answers come on the context. */
  BlockingPipeline(Context context, String url, int capacity) {
    this.context = context;
    this.to = URI.create(url);
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name("blocking-pipeline").start(this::work);
  }

  @Override
  public Future<Answer> send(LoadMessage message) {
    Promise<Answer> answer = Promise.promise();
    if (!queue.offer(new Waiting(message, answer))) {
      answer.fail("the queue is full");
    }
    return answer.future();
  }

  private void work() {
    try {
      while (!Thread.interrupted()) {
        Waiting next = queue.take();
        try {
          Answer answer = post(next.message());
          context.runOnContext(on -> next.answer().complete(answer));
        } catch (IOException failure) {
          context.runOnContext(on -> next.answer().fail(failure));
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer post(LoadMessage message) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    return new Answer(status / 100 == 2 ? "delivered" : "rejected", status);
  }

  /** Gives up what still waits; what is under way is still answered. */
  void abandon() {
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      Waiting abandoned = next;
      context.runOnContext(on -> abandoned.answer().fail("abandoned"));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
