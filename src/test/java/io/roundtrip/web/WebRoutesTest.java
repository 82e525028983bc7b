package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WebRoutesTest {
  private final Http http = new Http();

  private String refusal(Map<String, String> confPaths) {
    return String.valueOf(
        assertThrows(
                IllegalStateException.class, () -> WebRoutes.compile(http, confPaths).isEmpty())
            .getMessage());
  }

  @Test
  void refusesTwoOfOneMethodAndShapeAndNamesBoth() {
    http.get("/item/{id}", request -> "a");
    http.onLoop().get("/item/{name}", (request, pg) -> pg.exec("SELECT 1"));
    assertEquals(
        "the routes GET /item/{id} and GET /item/{name} are of one shape", refusal(Map.of()));
  }

  @Test
  void takesTheSamePathForOtherMethodsAndForASocket() {
    http.get("/item/{id}", request -> "a");
    http.delete("/item/{id}", request -> null);
    http.webSocket("/item/{id}", socket -> {});
    assertEquals(
        List.of("GET /item/{id}", "DELETE /item/{id}", "WEBSOCKET /item/{id}"),
        WebRoutes.compile(http, Map.of("/orders", "orders")).names());
  }

  @Test
  void refusesOneThatTakesThePathOfARouteOfTheConfAndNamesBoth() {
    http.post("/{any}", request -> "a");
    assertEquals(
        "the route POST /{any} takes the path /orders, which is that of the conf's route 'lab'",
        refusal(Map.of("/orders", "lab")));
  }

  @Test
  void refusesOneThatBeginsLikeTheEnginesOwn() {
    http.get("/messages/{id}/notes", request -> "a");
    assertEquals(
        "the route GET /messages/{id}/notes begins like the engine's own /messages",
        refusal(Map.of()));
  }

  @Test
  void saysWhichSupplierFailed() {
    http.provide(
        String.class,
        () -> {
          throw new IllegalStateException("no text today");
        });
    assertEquals(
        "what provides java.lang.String failed: java.lang.IllegalStateException: no text today",
        refusal(Map.of()));
  }
}
