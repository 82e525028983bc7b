package io.roundtrip.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.service.Accepted;
import io.roundtrip.service.MethodPolicy;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that an extension offers: what the store does for them, and what keeps the engine from starting. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OfferedServicesIT {
  private static final String WITHOUT_STORE =
      TestEngine.ENGINE_CONF.replace("routes: routes/*.yaml\n", "");

  private final Path folder;
  private final CompletableFuture<ServiceClient> calls = new CompletableFuture<>();

  OfferedServicesIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private Engine start(String conf, Extension extension) {
    return Engine.start(
        TestEngine.write(folder, conf),
        List.of(
            context -> {
              calls.complete(context.serviceClient());
              extension.start(context);
            }));
  }

  @Test
  void aDurableCallIsATaskOfTheStore() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (TestPostgres postgres = new TestPostgres();
        PgProxy proxy = new PgProxy(postgres.address());
        Engine engine =
            start(
                WITHOUT_STORE.replace("store: { journal: off }", postgres.storeConf(proxy, folder)),
                context ->
                    context
                        .services()
                        .asyncRpc(
                            "slow", "work", String.class, MethodPolicy.CALL, heard::complete));
        HttpClient client = HttpClient.newHttpClient()) {
      Accepted accepted = calls.get().callAsync("slow", "work", "stored", true).await();
      assertTrue(accepted.durable());
      assertEquals("stored", heard.get(30, TimeUnit.SECONDS));
      HttpResponse<String> task =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + engine.httpPort()
                              + "/tasks/"
                              + accepted.messageId()))
                  .header("Prefer", "wait=30")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertTrue(task.body().contains("\"succeeded\""), task.body());
    }
  }

  /** Takes two things, which no caller can give. */
  @Service("greedy")
  static final class Greedy {
    @Rpc
    String both(String one, String other) {
      return one + other;
    }
  }

  @Test
  void everyMistakeIsToldAtOnceAndTheEngineDoesNotStart() {
    IllegalStateException wrong =
        assertThrows(
            IllegalStateException.class,
            () ->
                start(
                        WITHOUT_STORE,
                        context -> context.services().register(new Greedy()).register(new Object()))
                    .close());
    String all = String.valueOf(wrong.getMessage());
    assertTrue(all.contains("it takes 2 parameters"), all);
    assertTrue(all.contains("it has no @Service"), all);
  }
}
