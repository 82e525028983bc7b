package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.web.Template.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {
  @Test
  void readsTextPlacesAndTheRest() {
    assertEquals(
        List.of(
            new Segment.Literal("user"),
            new Segment.Parameter("id"),
            new Segment.Literal("files"),
            new Segment.Rest("path")),
        Template.parse("/user/{id}/files/{path...}").segments());
    assertEquals(List.of(), Template.parse("/").segments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item",
        "/item/",
        "//item",
        "/a{id}",
        "/{id",
        "/{}",
        "/{1}",
        "/{a}/{a}",
        "/{rest...}/a",
        "/a?b",
        "/{...}"
      })
  void refusesWhatIsNoTemplateAndNamesIt(String text) {
    var refused = assertThrows(IllegalArgumentException.class, () -> Template.parse(text));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("the path '" + text + "'"), message);
  }
}
