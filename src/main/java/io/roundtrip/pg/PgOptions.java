package io.roundtrip.pg;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a client is sized and what bounds it. Immutable; each {@code with…} gives a copy.
 *
 * @param password asked before each connection, so that one that was changed is used without a restart; empty for none
 * @param poolSize the most connections in use at once, 1 to 100; as many again may be closing
 * @param pipelining the most statements under way on one connection, 1 to 1,000
 * @param maxWaiting the most operations that wait for a connection; one more is {@link PgKind#UNAVAILABLE} at once
 * @param timeout how long an operation may take, waiting included, where the caller says nothing else
 * @param connectTimeout how long a connection may take to be made
 * @param grace how long a connection with a statement past its deadline may take to answer before it is discarded
 * @param serverTimeout after which the server itself ends a statement, or a transaction that nobody goes on with, so that
 *     a client that vanished holds no lock for ever; zero to leave the server's own settings
 * @param genericPlans whether the server plans each prepared statement once and for all: right where its arguments are
 *     arrays of rows, whose planning costs more than their insert; wrong where a search depends on what is searched for
 * @param applicationName how the server's views call the client
 */
public record PgOptions(
    PgAddress address,
    Supplier<Future<String>> password,
    int poolSize,
    int pipelining,
    int maxWaiting,
    Duration timeout,
    Duration connectTimeout,
    Duration grace,
    Duration serverTimeout,
    boolean genericPlans,
    String applicationName) {
  /** Checks the ranges. */
  public PgOptions {
    range("poolSize", poolSize, 1, 100);
    range("pipelining", pipelining, 1, 1_000);
    range("maxWaiting", maxWaiting, 0, 1_000_000);
    positive("timeout", timeout);
    positive("connectTimeout", connectTimeout);
    positive("grace", grace);
    if (serverTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "serverTimeout must not be negative, got " + serverTimeout);
    }
  }

  /**
   * 4 connections of 64 statements, 1,000 waiting, 10 s for an operation, 5 s for a connection, 1 s of grace, 5 minutes
   * until the server itself gives up, no password.
   */
  public static PgOptions of(PgAddress address) {
    return new PgOptions(
        address,
        () -> Future.succeededFuture(""),
        4,
        64,
        1_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        false,
        "roundtrip");
  }

  /** With a password. */
  public PgOptions withPassword(Supplier<Future<String>> asked) {
    return with(draft -> draft.password = asked);
  }

  /** With other sizes. */
  public PgOptions withPool(int connections, int perConnection, int waiting) {
    return with(
        draft -> {
          draft.poolSize = connections;
          draft.pipelining = perConnection;
          draft.maxWaiting = waiting;
        });
  }

  /** With other time limits of its own. */
  public PgOptions withTimes(Duration operation, Duration connect, Duration discard) {
    return with(
        draft -> {
          draft.timeout = operation;
          draft.connectTimeout = connect;
          draft.grace = discard;
        });
  }

  /** With another time limit of the server's, or zero for none. */
  public PgOptions withServerTimeout(Duration limit) {
    return with(draft -> draft.serverTimeout = limit);
  }

  /** With generic plans. */
  public PgOptions withGenericPlans() {
    return with(draft -> draft.genericPlans = true);
  }

  /** With another name in the server's views. */
  public PgOptions withApplicationName(String name) {
    return with(draft -> draft.applicationName = name);
  }

  private PgOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /** A copy while it is changed. Confined to {@link #with}. */
  private static final class Draft {
    private final PgAddress address;
    private Supplier<Future<String>> password;
    private int poolSize;
    private int pipelining;
    private int maxWaiting;
    private Duration timeout;
    private Duration connectTimeout;
    private Duration grace;
    private Duration serverTimeout;
    private boolean genericPlans;
    private String applicationName;

    Draft(PgOptions of) {
      address = of.address;
      password = of.password;
      poolSize = of.poolSize;
      pipelining = of.pipelining;
      maxWaiting = of.maxWaiting;
      timeout = of.timeout;
      connectTimeout = of.connectTimeout;
      grace = of.grace;
      serverTimeout = of.serverTimeout;
      genericPlans = of.genericPlans;
      applicationName = of.applicationName;
    }

    PgOptions made() {
      return new PgOptions(
          address,
          password,
          poolSize,
          pipelining,
          maxWaiting,
          timeout,
          connectTimeout,
          grace,
          serverTimeout,
          genericPlans,
          applicationName);
    }
  }

  private static void range(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", got " + value);
    }
  }

  private static void positive(String what, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }
}
