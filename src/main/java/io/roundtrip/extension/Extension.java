package io.roundtrip.extension;

/**
 * Code of a user that an engine runs. Named in {@code META-INF/services/io.roundtrip.extension.Extension} of a jar or folder
 * on {@code --classpath}, with a public constructor without parameters; or handed to {@code Engine.start}.
 *
 * {@snippet :
 * public final class Items implements Extension {
 *   @Override
 *   public void start(ExtensionContext context) {
 *     context.http().get("/item/{id}", (request, pg) -> find(pg, request.path("id", Long.class)));
 *     context.schedules().every("prune", Duration.ofHours(1), Duration.ofMinutes(5), run -> prune(context.pg()));
 *   }
 * }
 * }
 */
public interface Extension {
  /** What log and errors call it. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Declares what it has. On a virtual thread: it may await and block, and the port opens when every extension has returned.
   * What it throws keeps the engine from starting.
   */
  void start(ExtensionContext context) throws Exception;

  /** Gives back what it holds, after the last request was answered. On a virtual thread. */
  default void stop() throws Exception {}
}
