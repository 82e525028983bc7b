package io.roundtrip.pg;

import io.vertx.pgclient.PgException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation failed: what it means ({@link #kind}) and what the server said. Immutable.
 *
 * <p>Where the server's words may hold values of a row ({@link PgKind#CONSTRAINT}, {@link PgKind#DATA}) they are not part
 * of {@link #getMessage}, so that it can be logged; {@link #serverMessage} and {@link #detail} have them.
 */
public final class PgFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final PgKind kind;
  private final @Nullable String sqlState;
  private final @Nullable String serverMessage;
  private final @Nullable String detail;
  private final @Nullable String constraint;
  private final @Nullable String schema;
  private final @Nullable String table;
  private final @Nullable String column;

  /** A failure that no server spoke of. */
  public PgFailure(PgKind kind, String message, @Nullable Throwable cause) {
    // A stack says something only about a bug; the others are everyday, and many at once.
    super(message, cause, true, kind == PgKind.BUG);
    this.kind = kind;
    this.sqlState = null;
    this.serverMessage = null;
    this.detail = null;
    this.constraint = null;
    this.schema = null;
    this.table = null;
    this.column = null;
  }

  private PgFailure(PgKind kind, String message, PgException server) {
    super(message, null, true, kind == PgKind.BUG);
    this.kind = kind;
    this.sqlState = server.getSqlState();
    this.serverMessage = server.getErrorMessage();
    this.detail = server.getDetail();
    this.constraint = server.getConstraint();
    this.schema = server.getSchema();
    this.table = server.getTable();
    this.column = server.getColumn();
  }

  /** The server's answer to a statement: the statement did nothing, unless its kind says that nobody knows. */
  static PgFailure answered(PgException server) {
    return of(PgKind.of(server.getSqlState(), server.getErrorMessage()), server);
  }

  /** The server's answer to a COMMIT: where it breaks or goes down, it may have committed before it said so. */
  static PgFailure answeredToCommit(PgException server) {
    PgKind kind = PgKind.of(server.getSqlState(), server.getErrorMessage());
    boolean broken = kind == PgKind.UNAVAILABLE || kind == PgKind.BUG;
    return of(broken ? PgKind.UNKNOWN : kind, server);
  }

  /** What ended a connection, or kept one from being made: nothing was asked of it. */
  static PgFailure unavailable(String what, Throwable cause) {
    if (cause instanceof PgException server) {
      return new PgFailure(PgKind.UNAVAILABLE, what + ": " + words(server), server);
    }
    return new PgFailure(PgKind.UNAVAILABLE, what + ": " + describe(cause), cause);
  }

  private static PgFailure of(PgKind kind, PgException server) {
    return new PgFailure(kind, text(kind, server), server);
  }

  private static String text(PgKind kind, PgException server) {
    return switch (kind) {
      case CONSTRAINT ->
          "constraint "
              + Objects.requireNonNullElse(server.getConstraint(), "NOT NULL of a column")
              + place(server)
              + " is broken ("
              + server.getSqlState()
              + ")";
      case DATA ->
          "the server cannot take a value" + place(server) + " (" + server.getSqlState() + ")";
      case RETRYABLE, UNAVAILABLE, UNKNOWN, BUG -> words(server);
    };
  }

  private static String words(PgException server) {
    return server.getErrorMessage() + " (" + server.getSqlState() + ")";
  }

  private static String place(PgException server) {
    StringBuilder place = new StringBuilder();
    if (server.getTable() != null) {
      place.append(" of table ").append(server.getTable());
    }
    if (server.getColumn() != null) {
      place.append(", column ").append(server.getColumn());
    }
    return place.toString();
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /** What it means for who asked. */
  public PgKind kind() {
    return kind;
  }

  /** Whether the same again may succeed at once. */
  public boolean isRetryable() {
    return kind == PgKind.RETRYABLE;
  }

  /** Whether one row is at fault, so that others of the same statement would be taken without it. */
  public boolean isAboutRow() {
    return kind == PgKind.CONSTRAINT || kind == PgKind.DATA;
  }

  /** The SQLSTATE, if the server spoke. */
  public @Nullable String sqlState() {
    return sqlState;
  }

  /** The server's primary message, which may hold values of the row. */
  public @Nullable String serverMessage() {
    return serverMessage;
  }

  /** The server's detail, which may hold values of the row. */
  public @Nullable String detail() {
    return detail;
  }

  /** The broken constraint. */
  public @Nullable String constraint() {
    return constraint;
  }

  /** The schema of {@link #table}. */
  public @Nullable String schema() {
    return schema;
  }

  /** The table it is about. */
  public @Nullable String table() {
    return table;
  }

  /** The column it is about. */
  public @Nullable String column() {
    return column;
  }
}
