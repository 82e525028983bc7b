package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.bus.Bus;
import io.roundtrip.kit.Loop;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.protocol.StoreAnswer;
import io.roundtrip.store.JournalPage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is asked for a message, with shard and store played by the test. */
final class LookupEndpointTest {
  private final Loop loop = new Loop();
  private final Addresses addresses = new Addresses("test");
  private final MessageIds ids = new MessageIds(new SplittableRandom(1));
  private final List<String> asked = new ArrayList<>();
  private int shardKnowsAfter = Integer.MAX_VALUE;

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aMessageThatLeavesTheStoreBetweenTheQuestionsIsFoundAtItsShard() throws Exception {
    shardKnowsAfter = 1;
    HttpResponse<String> answer = get(ids.next(1, 0));
    assertEquals(200, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("\"delivered\""), answer::body);
    assertEquals(List.of("shard", "store", "shard"), asked);
  }

  @Test
  void nobodyIsAskedAfterTheOneWhoKnows() throws Exception {
    shardKnowsAfter = 0;
    assertEquals(200, get(ids.next(1, 0)).statusCode());
    assertEquals(List.of("shard"), asked);
  }

  @Test
  void whatNobodyKnowsIs404() throws Exception {
    assertEquals(404, get(ids.next(1, 0)).statusCode());
    assertEquals(List.of("shard", "store", "shard"), asked);
  }

  @Test
  void aShardThatTheEngineHasNotIsNotAsked() throws Exception {
    assertEquals(404, get(ids.next(1, 7)).statusCode());
    assertEquals(List.of("store"), asked);
  }

  private HttpResponse<String> get(String id) throws Exception {
    HttpServer server = loop.call(this::listen).await();
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/messages/" + id);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private Future<HttpServer> listen() {
    Bus bus = Bus.of(loop.vertx());
    bus.serve(
        addresses.lookup(0),
        (id, asker) -> {
          boolean known = asked.size() >= shardKnowsAfter;
          asked.add("shard");
          asker.succeed(known ? delivered(id) : MessageView.unknown(id));
        });
    bus.serve(
        addresses.findMessage(),
        (id, asker) -> {
          asked.add("store");
          asker.succeed(new StoreAnswer.Found<>(new JournalPage(List.of(), null)));
        });
    Admission admission =
        new Admission(bus, addresses, loop.vertx().getOrCreateContext(), ids, 0, 1, List.of());
    LookupEndpoint endpoint = new LookupEndpoint(bus, addresses, 1, admission, new HttpAnswer());
    return loop.vertx()
        .createHttpServer()
        .requestHandler(endpoint::tryHandle)
        .listen(0, "127.0.0.1");
  }

  private static MessageView delivered(String id) {
    return new MessageView(true, id, "orders", "settled", OutcomeKind.DELIVERED, "", List.of(), 1);
  }
}
