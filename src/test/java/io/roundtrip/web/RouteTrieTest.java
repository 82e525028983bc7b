package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteTrieTest {
  private final RouteTrie<String> trie = new RouteTrie<>();

  private RouteTrieTest add(String template) {
    assertNull(trie.add(Template.parse(template), template));
    return this;
  }

  private @Nullable String find(String path) {
    List<String> segments = PathSegments.of(path);
    var entry = segments == null ? null : trie.find(segments);
    return entry == null ? null : entry.target();
  }

  private Map<String, String> parameters(String path) {
    List<String> segments = PathSegments.of(path);
    assertNotNull(segments);
    var entry = trie.find(segments);
    assertNotNull(entry);
    return entry.parameters(segments);
  }

  @Test
  void aTextGoesBeforeAPlaceAndThatBeforeTheRest() {
    add("/item/new").add("/item/{id}").add("/item/{all...}").add("/");
    assertEquals("/item/new", find("/item/new"));
    assertEquals("/item/{id}", find("/item/7"));
    assertEquals("/item/{all...}", find("/item/7/8"));
    assertEquals("/", find("/"));
    assertNull(find("/item"));
    assertNull(find("/items"));
  }

  @Test
  void triesTheOthersWhereTheFirstLeadsNowhere() {
    add("/a/b/c").add("/a/{x}/d").add("/{y}/b/e");
    assertEquals("/a/{x}/d", find("/a/b/d"));
    assertEquals("/{y}/b/e", find("/a/b/e"));
    assertNull(find("/a/b"));
  }

  @Test
  void namesTheOneOfTheSameShape() {
    add("/item/{id}");
    var same = trie.add(Template.parse("/item/{name}"), "second");
    assertNotNull(same);
    assertEquals("/item/{id}", same.target());
  }

  @Test
  void anEmptySegmentIsNoPlacesValue() {
    add("/item/{id}");
    assertNull(find("/item/"));
    assertNull(find("/item/7/"));
  }

  @Test
  void decodesEachSegmentByItself() {
    add("/item/{id}").add("/files/{path...}");
    assertEquals(Map.of("id", "a/b c+ä"), parameters("/item/a%2Fb%20c+%C3%A4"));
    assertEquals(Map.of("path", "x/y/z"), parameters("/files/x/y/z"));
    assertNull(PathSegments.of("/item/%2"));
    assertNull(PathSegments.of("/item/%zz"));
    assertNull(PathSegments.of("/item/%FF"));
  }
}
