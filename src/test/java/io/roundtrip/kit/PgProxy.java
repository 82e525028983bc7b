package io.roundtrip.kit;

import io.roundtrip.pg.PgAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a real PostgreSQL and does what networks do. Thread-safe, because what a test sets is
 * volatile and read when bytes pass.
 */
public final class PgProxy implements AutoCloseable {
  private static final int LONGEST_WORDS = 40;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final NetServer server;
  private final SocketAddress target;
  private final NetClient client = vertx.createNetClient();
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> servers = ConcurrentHashMap.newKeySet();
  private volatile boolean frozen;
  private volatile boolean gone;
  private volatile @Nullable String fatal;
  private volatile @Nullable String numbing;

  /** A proxy on a free port of the loopback. */
  public PgProxy(PgAddress address) {
    target =
        address.isUnixSocket()
            ? SocketAddress.domainSocketAddress(address.host() + "/.s.PGSQL." + address.port())
            : SocketAddress.inetSocketAddress(address.port(), address.host());
    server =
        vertx
            .createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
            .connectHandler(this::onConnect);
    server.listen().await();
  }

  /** The proxy's own port. */
  public int port() {
    return server.actualPort();
  }

  /** Connections that pass through it now. */
  public int connections() {
    return sockets.size();
  }

  /** From now on the server seems silent: what it says is held back, also on new connections. */
  public void freeze() {
    onLoop(this::hold).await();
  }

  private Future<?> hold() {
    frozen = true;
    servers.forEach(NetSocket::pause);
    return Future.succeededFuture();
  }

  /** On the loop, between two of the bytes that pass: when it is done, none passes that should not. */
  private Future<?> onLoop(Supplier<Future<?>> change) {
    Promise<Object> done = Promise.promise();
    loop.runOnContext(turn -> change.get().onComplete(made -> done.complete()));
    return done.future();
  }

  /** Whether it is frozen now. */
  public boolean isFrozen() {
    return frozen;
  }

  /** What the server has said and says passes again. */
  public void thaw() {
    frozen = false;
    servers.forEach(NetSocket::resume);
  }

  /** When these bytes were passed to the server, every connection is cut at the server's answer, which is lost. */
  public void cutAfter(String words) {
    fatal = words;
  }

  /** When these bytes were passed to the server, it is as after {@link #freeze}: they are done, and nobody hears of it. */
  public void freezeAfter(String words) {
    numbing = words;
  }

  /** From now on nobody is there: every connection is cut, and new ones are closed at once. */
  public void goAway() {
    gone = true;
    cut();
  }

  /** New connections pass again. */
  public void comeBack() {
    gone = false;
  }

  /** Cuts every connection: what comes after this has no way to the server. */
  public void cut() {
    onLoop(() -> Future.join(sockets.stream().map(NetSocket::close).toList())).await();
  }

  private void onConnect(NetSocket from) {
    if (gone) {
      from.close();
      return;
    }
    from.pause();
    sockets.add(from);
    from.closeHandler(gone -> sockets.remove(from));
    client
        .connect(target)
        .onComplete(
            to -> {
              Pair pair = new Pair(from, to);
              from.handler(pair::onClient);
              to.handler(pair::onServer);
              servers.add(to);
              from.closeHandler(
                  gone -> {
                    sockets.remove(from);
                    to.close();
                  });
              to.closeHandler(
                  gone -> {
                    servers.remove(to);
                    from.close();
                  });
              if (frozen) {
                to.pause();
              }
              from.resume();
            },
            refused -> from.close());
  }

  private final class Pair {
    private final NetSocket from;
    private final NetSocket to;
    private boolean doomed;
    private String before = "";

    Pair(NetSocket from, NetSocket to) {
      this.from = from;
      this.to = to;
    }

    void onClient(Buffer bytes) {
      String cutting = fatal;
      String freezing = numbing;
      if (cutting != null || freezing != null) {
        String text = before + bytes.toString("ISO-8859-1");
        doomed |= cutting != null && ends(text, cutting);
        if (freezing != null && ends(text, freezing)) {
          numbing = null;
          hold();
        }
        before = text.substring(Math.max(0, text.length() - LONGEST_WORDS));
      }
      to.write(bytes);
    }

    /** Whether the words end in what has just come; they may have begun in what came before. */
    private boolean ends(String text, String words) {
      return text.indexOf(words, Math.max(0, before.length() - words.length() + 1)) >= 0;
    }

    void onServer(Buffer bytes) {
      if (doomed) {
        from.close();
      } else {
        from.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
