package io.roundtrip.web;

import io.roundtrip.web.Declared.Kind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Declares routes whose handlers return one kind of thing. Confined to one thread at a time.
 *
 * @param <R> what handlers return
 * @param <P> as what a handler with no class before it is handed the database
 */
public sealed class Verbs<R extends @Nullable Object, P> permits Http, LoopVerbs {
  private final List<Declared> declared;
  private final Kind kind;
  private final Class<P> pg;

  Verbs(List<Declared> declared, Kind kind, Class<P> pg) {
    this.declared = declared;
    this.kind = kind;
    this.pg = pg;
  }

  /** A GET that needs nothing but its request. */
  public RouteSettings get(String path, Plain<R> handler) {
    return plain("GET", path, handler);
  }

  /** A GET that needs the database. */
  public RouteSettings get(String path, With<P, R> handler) {
    return get(path, pg, handler);
  }

  /** A GET that needs something else: what the engine or {@link Http#provide} has of that class. */
  public <D> RouteSettings get(String path, Class<D> needs, With<D, R> handler) {
    return with("GET", path, needs, handler);
  }

  /** A POST that needs nothing but its request. */
  public RouteSettings post(String path, Plain<R> handler) {
    return plain("POST", path, handler);
  }

  /** A POST that needs the database. */
  public RouteSettings post(String path, With<P, R> handler) {
    return post(path, pg, handler);
  }

  /** A POST that needs something else. */
  public <D> RouteSettings post(String path, Class<D> needs, With<D, R> handler) {
    return with("POST", path, needs, handler);
  }

  /** A PUT that needs nothing but its request. */
  public RouteSettings put(String path, Plain<R> handler) {
    return plain("PUT", path, handler);
  }

  /** A PUT that needs the database. */
  public RouteSettings put(String path, With<P, R> handler) {
    return put(path, pg, handler);
  }

  /** A PUT that needs something else. */
  public <D> RouteSettings put(String path, Class<D> needs, With<D, R> handler) {
    return with("PUT", path, needs, handler);
  }

  /** A PATCH that needs nothing but its request. */
  public RouteSettings patch(String path, Plain<R> handler) {
    return plain("PATCH", path, handler);
  }

  /** A PATCH that needs the database. */
  public RouteSettings patch(String path, With<P, R> handler) {
    return patch(path, pg, handler);
  }

  /** A PATCH that needs something else. */
  public <D> RouteSettings patch(String path, Class<D> needs, With<D, R> handler) {
    return with("PATCH", path, needs, handler);
  }

  /** A DELETE that needs nothing but its request. */
  public RouteSettings delete(String path, Plain<R> handler) {
    return plain("DELETE", path, handler);
  }

  /** A DELETE that needs the database. */
  public RouteSettings delete(String path, With<P, R> handler) {
    return delete(path, pg, handler);
  }

  /** A DELETE that needs something else. */
  public <D> RouteSettings delete(String path, Class<D> needs, With<D, R> handler) {
    return with("DELETE", path, needs, handler);
  }

  private RouteSettings plain(String method, String path, Plain<R> handler) {
    return add(method, path, kind, null, (request, nothing) -> handler.handle((Request) request));
  }

  private <D> RouteSettings with(String method, String path, Class<D> needs, With<D, R> handler) {
    return add(
        method,
        path,
        kind,
        needs,
        (request, dependency) ->
            handler.handle((Request) request, Objects.requireNonNull(needs.cast(dependency))));
  }

  RouteSettings add(
      String method,
      String path,
      Kind returns,
      @Nullable Class<?> needs,
      Declared.Invocation invocation) {
    RouteSettings settings = new RouteSettings();
    declared.add(new Declared(method, Template.parse(path), returns, needs, invocation, settings));
    return settings;
  }
}
