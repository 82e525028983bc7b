package io.roundtrip.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SocketFaultTest {
  @Test
  void leavesOutTheSystemCall() {
    assertEquals(
        "Address already in use",
        SocketFault.words(
            new IOException("bind(..) failed with error(-98): Address already in use ")));
    assertEquals(
        "Connection was closed", SocketFault.words(new IOException("Connection was closed")));
  }

  @Test
  void namesTheClassOfWhatHasNoWords() {
    assertEquals("java.io.IOException", SocketFault.words(new IOException()));
  }
}
