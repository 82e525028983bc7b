package io.roundtrip.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The declared routes, compiled. Immutable; all shards share them.
 *
 * <p>Not to be declared: two of one method and shape; one that matches the path of a route of the conf, which would answer in
 * its place; one that begins like the engine's own ({@code /batch}, {@code /messages}, {@code /rpc}, {@code /events}, {@code
 * /tasks}).
 */
public final class WebRoutes {
  private static final Set<String> OWN = Set.of("batch", "messages", "rpc", "events", "tasks");

  private final List<WebRoute> routes;
  private final Map<String, RouteTrie<WebRoute>> byMethod;
  private final Map<Class<?>, Object> objects;
  private final ErrorAnswers errors;

  /** One route of them. Immutable. */
  record WebRoute(int index, Declared declared, RouteSettings.Bounds bounds) {
    String name() {
      return declared.name();
    }
  }

  private WebRoutes(
      List<WebRoute> routes,
      Map<String, RouteTrie<WebRoute>> byMethod,
      Map<Class<?>, Object> objects,
      ErrorAnswers errors) {
    this.routes = routes;
    this.byMethod = byMethod;
    this.objects = objects;
    this.errors = errors;
  }

  /**
   * Compiles what was declared, and makes what is provided: on a thread that may block.
   *
   * @param confPaths the paths of the conf's routes, and what each route is called
   * @throws IllegalStateException that names both, if two exclude each other, or what could not be made
   */
  public static WebRoutes compile(Http http, Map<String, String> confPaths) {
    List<WebRoute> routes = new ArrayList<>();
    Map<String, RouteTrie<WebRoute>> byMethod = new HashMap<>();
    for (Declared declared : http.declared()) {
      WebRoute route = new WebRoute(routes.size(), declared, declared.settings().read());
      refuseOwn(route);
      RouteTrie.Entry<WebRoute> same =
          byMethod
              .computeIfAbsent(declared.method(), method -> new RouteTrie<>())
              .add(declared.template(), route);
      if (same != null) {
        throw new IllegalStateException(
            "the routes " + same.target().name() + " and " + route.name() + " are of one shape");
      }
      refuseHidden(route, confPaths);
      routes.add(route);
    }
    Map<Class<?>, Object> objects = new LinkedHashMap<>();
    http.provided().forEach((type, made) -> objects.put(type, make(type, made)));
    return new WebRoutes(List.copyOf(routes), byMethod, objects, http.errors());
  }

  private static void refuseOwn(WebRoute route) {
    List<Template.Segment> segments = route.declared().template().segments();
    if (!segments.isEmpty()
        && segments.getFirst() instanceof Template.Segment.Literal first
        && OWN.contains(first.text())) {
      throw new IllegalStateException(
          "the route " + route.name() + " begins like the engine's own /" + first.text());
    }
  }

  private static void refuseHidden(WebRoute route, Map<String, String> confPaths) {
    RouteTrie<WebRoute> alone = new RouteTrie<>();
    alone.add(route.declared().template(), route);
    confPaths.forEach(
        (path, name) -> {
          List<String> segments = PathSegments.of(path);
          if (segments != null && alone.find(segments) != null) {
            throw new IllegalStateException(
                "the route "
                    + route.name()
                    + " takes the path "
                    + path
                    + ", which is that of the conf's route '"
                    + name
                    + "'");
          }
        });
  }

  private static Object make(Class<?> type, Supplier<?> made) {
    Object object;
    try {
      object = made.get();
    } catch (RuntimeException failed) {
      throw new IllegalStateException(
          "what provides " + type.getName() + " failed: " + failed, failed);
    }
    if (!type.isInstance(object)) {
      throw new IllegalStateException("what provides " + type.getName() + " made " + object);
    }
    return object;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return routes.isEmpty();
  }

  /** How they are called, in the order of their declaration. */
  public List<String> names() {
    return routes.stream().map(WebRoute::name).toList();
  }

  List<WebRoute> routes() {
    return routes;
  }

  ErrorAnswers errors() {
    return errors;
  }

  /** What the application provides of the class; null for nothing. */
  @Nullable Object object(Class<?> type) {
    return objects.get(type);
  }

  /** The route of the path; null if no route of the method has it. */
  RouteTrie.@Nullable Entry<WebRoute> find(String method, List<String> path) {
    RouteTrie<WebRoute> trie = byMethod.get(method);
    return trie == null ? null : trie.find(path);
  }

  /** The methods of which a route has the path. */
  Set<String> methods(List<String> path) {
    Set<String> methods = new TreeSet<>();
    byMethod.forEach(
        (method, trie) -> {
          if (trie.find(path) != null) {
            methods.add(method);
          }
        });
    return methods;
  }
}
