package io.roundtrip.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * The database of the system that sends: in memory, with one connection that works in transactions and one that sees
 * only what was committed. Confined to one thread, which it blocks.
 */
final class SenderDatabase implements AutoCloseable {
  private final Connection writer;
  private final Connection reader;

  private SenderDatabase(Connection writer, Connection reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Opens an empty one. */
  static SenderDatabase open() throws SQLException {
    // The driver itself and not DriverManager, which would load every driver there is.
    org.h2.Driver driver = new org.h2.Driver();
    String url = "jdbc:h2:mem:sender-" + System.nanoTime();
    Connection writer = driver.connect(url, new Properties());
    Connection reader = driver.connect(url, new Properties());
    try (Statement create = writer.createStatement()) {
      create.execute("CREATE TABLE sent (id VARCHAR(40) PRIMARY KEY, path VARCHAR(200) NOT NULL)");
    }
    writer.setAutoCommit(false);
    return new SenderDatabase(writer, reader);
  }

  /** Inserts the message's row in a transaction that stays open. */
  void insert(String id, String path) throws SQLException {
    try (PreparedStatement insert = writer.prepareStatement("INSERT INTO sent VALUES (?, ?)")) {
      insert.setString(1, id);
      insert.setString(2, path);
      insert.executeUpdate();
    }
  }

  void commit() throws SQLException {
    writer.commit();
  }

  void rollback() throws SQLException {
    writer.rollback();
  }

  /** How many rows of the message everybody else sees. */
  int committedRows(String id) throws SQLException {
    try (PreparedStatement count =
        reader.prepareStatement("SELECT COUNT(*) FROM sent WHERE id = ?")) {
      count.setString(1, id);
      try (ResultSet rows = count.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    writer.close();
    reader.close();
  }
}
