package io.roundtrip.demo;

import io.roundtrip.net.MllpFrames;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A ward's system: sends its orders over MLLP and waits for the acknowledgement. Thread-safe: it only holds a port. */
final class Ward {
  private static final int MOST = 1 << 20;

  /** Longer than every deadline of the demo's conf: the engine must answer first. */
  private static final long TIMEOUT_SECONDS = 30;

  /**
   * What the engine acknowledged. Immutable.
   *
   * @param msa the MSA segment
   * @param millis how long it took
   */
  record Acknowledgement(String msa, long millis) {
    /** MSA-1 and the first word of MSA-3: {@code AA delivered}. */
    String said() {
      String[] fields = msa.split("\\|", -1);
      return fields.length < 4 ? msa : fields[1] + " " + fields[3].split(" ", -1)[0];
    }
  }

  private final Vertx vertx;
  private final int port;

  Ward(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
  }

  /** A message as a file has it, the way MLLP wants it: without byte-order mark, and with CR at each segment's end. */
  static String message(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    return (text.startsWith("\ufeff") ? text.substring(1) : text)
        .replace("\r\n", "\r")
        .replace('\n', '\r');
  }

  /** Sends a message and waits for its acknowledgement. Not from an event loop. */
  Acknowledgement send(String message) {
    long start = System.nanoTime();
    NetSocket socket = vertx.createNetClient().connect(port, "127.0.0.1").await();
    Promise<String> answer = Promise.promise();
    MllpFrames frames = new MllpFrames(MOST);
    MllpFrames.Reader reader =
        new MllpFrames.Reader() {
          @Override
          public boolean onFrame(byte[] content) {
            answer.tryComplete(new String(content, StandardCharsets.UTF_8));
            return true;
          }

          @Override
          public boolean onFault(MllpFrames.Fault fault, byte[] head) {
            answer.tryFail("the acknowledgement cannot be read: " + fault);
            return true;
          }
        };
    socket.handler(bytes -> frames.read(bytes.getBytes(), 0, bytes.length(), reader));
    socket.closeHandler(closed -> answer.tryFail("the connection ended without an answer"));
    socket.write(Buffer.buffer(MllpFrames.frame(message.getBytes(StandardCharsets.UTF_8))));
    String ack = answer.future().timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).await();
    socket.close();
    int msa = ack.indexOf("\rMSA|") + 1;
    int end = ack.indexOf('\r', msa);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new Acknowledgement(ack.substring(msa, end < 0 ? ack.length() : end), millis);
  }
}
