package io.roundtrip.engine;

import io.roundtrip.conf.EngineConf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;

/** Makes the engine's own Vert.x: one event loop for each shard, on the transport that the conf asks for. Stateless. */
final class Transports {
  private Transports() {}

  static Vertx vertx(EngineConf conf, int loops) {
    return Vertx.builder()
        .with(new VertxOptions().setEventLoopPoolSize(loops))
        .withTransport(choose(conf.transport()))
        .build();
  }

  private static Transport choose(EngineConf.Transport wanted) {
    return switch (wanted) {
      case NIO -> Transport.NIO;
      case EPOLL -> available("epoll", Transport.EPOLL);
      case IO_URING -> available("io_uring", Transport.IO_URING);
      case AUTO -> isAvailable(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    };
  }

  private static Transport available(String name, Transport transport) {
    if (!isAvailable(transport)) {
      throw new IllegalStateException(
          "transport: "
              + name
              + " does not work on this machine; write transport: auto"
              + (transport == null ? "" : " (" + transport.unavailabilityCause() + ")"));
    }
    return transport;
  }

  /** Null where the classes of a native transport are not on the class path. */
  private static boolean isAvailable(@org.jspecify.annotations.Nullable Transport transport) {
    return transport != null && transport.available();
  }
}
