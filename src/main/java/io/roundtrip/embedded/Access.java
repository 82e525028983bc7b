package io.roundtrip.embedded;

import java.nio.file.Path;

/**
 * How a client reaches the server. Immutable.
 *
 * @param socketFolder where the unix socket is: the host of a PostgreSQL client
 * @param port part of the socket's name; nothing listens on a network
 * @param user the server's only user
 * @param password asked for by SCRAM; never to be printed
 * @param database the one to use
 */
public record Access(Path socketFolder, int port, String user, String password, String database) {
  @Override
  public String toString() {
    return user + "@" + socketFolder + ":" + port + "/" + database;
  }
}
