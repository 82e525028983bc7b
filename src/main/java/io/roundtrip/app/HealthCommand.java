package io.roundtrip.app;

import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.EngineConf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code health}: whether the engine on this host is live; made for a container's HEALTHCHECK. Confined to the main
 * thread.
 *
 * <p>A bare socket: an HTTP client's classes would take longer to load than everything else here together.
 */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Exits 0 if the engine on this host is live, else 1.")
final class HealthCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 3000;

  @Mixin private final ConfOption conf = new ConfOption();

  @Option(
      names = "--host",
      description = "the management port's address (default: the conf's management.host)")
  private @Nullable String host;

  @Option(names = "--port", description = "the management port (default: the conf's)")
  private @Nullable Integer port;

  private final Console console;

  HealthCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String atHost = host;
    Integer atPort = port;
    if (atPort == null) {
      EngineConf loaded = ConfLoader.load(conf.file()).conf();
      if (loaded == null) {
        console
            .err()
            .println("roundtrip: " + conf.file() + " cannot be read; give --conf or --port");
        return 2;
      }
      atPort = loaded.management().port();
      atHost = atHost == null ? loaded.management().host() : atHost;
      if (atPort == 0) {
        console
            .err()
            .println(
                "roundtrip: management.port is 0 in the conf, a port picked anew at each start;"
                    + " give --port");
        return 2;
      }
    }
    return probe(reachable(atHost), atPort);
  }

  /** An address to listen on everywhere is none to connect to. */
  static String reachable(@Nullable String host) {
    return host == null || host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  private int probe(String host, int port) {
    String at = host + ":" + port;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET /health/live HTTP/1.1\r\nHost: " + at + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (status != null && status.startsWith("HTTP/1.1 200")) {
        console.out().println("live");
        return 0;
      }
      console
          .err()
          .println("roundtrip: the engine on " + at + " is not live: it answered " + status);
    } catch (IOException e) {
      console.err().println("roundtrip: no live engine on " + at + ": " + e.getMessage());
    }
    return 1;
  }
}
