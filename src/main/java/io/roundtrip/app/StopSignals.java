package io.roundtrip.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT ask for a stop, the second one ends the JVM at once; SIGHUP is only answered in the log. Immutable.
 *
 * <p>Not a shutdown hook: while one runs, the JVM ignores a second SIGTERM, and it ends on SIGHUP. {@code
 * sun.misc.Signal} is the only way to these signals, and by reflection alone, because the compiler warns about the type
 * and a warning fails the build.
 */
final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

  private final Class<?> signalType;
  private final Class<?> handlerType;
  private final Method handle;

  private StopSignals() throws ReflectiveOperationException {
    signalType = Class.forName("sun.misc.Signal");
    handlerType = Class.forName("sun.misc.SignalHandler");
    handle = signalType.getMethod("handle", signalType, handlerType);
  }

  /**
   * Takes the signals from now on. {@code onStop} is called by the first, on a thread of the signal's own, and may
   * block there.
   */
  static void install(Runnable onStop) {
    try {
      new StopSignals().take(onStop);
    } catch (ReflectiveOperationException e) {
      log.atWarn()
          .addKeyValue("error", e.toString())
          .log("no access to signals: a stop does not drain");
    }
  }

  private void take(Runnable onStop) throws ReflectiveOperationException {
    Consumer<String> first =
        signal -> {
          log.atInfo().log("{}: finishing what was accepted; once more stops at once", signal);
          haltOnNext();
          onStop.run();
        };
    on("TERM", first);
    on("INT", first);
    onHangUp();
  }

  /** No state is kept about how often a signal came: the first one changes what the next one does. */
  private void haltOnNext() {
    try {
      on("TERM", signal -> Runtime.getRuntime().halt(128 + 15));
      on("INT", signal -> Runtime.getRuntime().halt(128 + 2));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void onHangUp() throws ReflectiveOperationException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      on(
          "HUP",
          signal -> log.warn("SIGHUP ignored: this release does not reload its conf, restart it"));
    }
  }

  private void on(String name, Consumer<String> action) throws ReflectiveOperationException {
    InvocationHandler calls =
        (proxy, method, args) ->
            switch (method.getName()) {
              case "handle" -> {
                action.accept("SIG" + name);
                yield null;
              }
              case "equals" -> proxy == args[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "handler of SIG" + name;
            };
    Object handler =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
    handle.invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
  }
}
