package io.roundtrip.net;

import java.util.Arrays;

/**
 * Cuts the bytes of one connection into the frames of HL7's minimal lower layer protocol: 0x0B, the content, 0x1C 0x0D.
 * Confined to the connection's loop. It knows nothing of HL7.
 *
 * <p>However the bytes are cut into reads, the frames are the same. What it holds is the content of one frame, at most
 * {@code maxFrame} bytes of it, and of a frame that is at fault only its {@linkplain #HEAD beginning}.
 *
 * <p>What is not a frame:
 *
 * <ul>
 *   <li>bytes between frames are passed over and counted;
 *   <li>0x0B inside a frame begins another one: the one before lacks its end;
 *   <li>0x1C without 0x0D behind it, and control characters that no HL7 message has, are content that is at fault;
 *   <li>content that is too long is at fault, and is read on to its end.
 * </ul>
 */
public final class MllpFrames {
  /** What a frame begins with. */
  public static final byte BEGIN = 0x0B;

  /** What ends the content. */
  public static final byte END = 0x1C;

  /** What follows it. */
  public static final byte RETURN = 0x0D;

  /** How much is kept of a frame that is at fault: enough for the header of what was to be a message. */
  public static final int HEAD = 8 << 10;

  private static final int FIRST = 1 << 10;

  /**
   * TAB, LF, FF, CR; SO, SI and ESC, which switch character sets. Of the others below a blank, HL7 allows none and no
   * receiver can be trusted with them.
   */
  private static final int ALLOWED =
      bit(9) | bit(10) | bit(12) | bit(13) | bit(14) | bit(15) | bit(27);

  private static final byte[] NONE = {};

  /** What is wrong with a frame. */
  public enum Fault {
    /** It is longer than it may be. */
    OVERSIZED,
    /** Another one began before its end. */
    UNENDED,
    /** It has a control character that no message has. */
    CONTROL_CHARACTER,
    /** Its reader could not take it. */
    NOT_TAKEN
  }

  /** Who takes the frames. Each call says whether it takes more at once; if not, reading stops behind this frame. */
  public interface Reader {
    /** A whole frame; the array is the reader's. */
    boolean onFrame(byte[] content);

    /** A frame that is at fault, at its end: its beginning, at most {@link #HEAD} bytes. */
    boolean onFault(Fault fault, byte[] head);
  }

  private final int maxFrame;
  private byte[] content = NONE;
  private int length;
  private boolean inFrame;
  private boolean afterEnd;
  private Fault fault = Fault.UNENDED;
  private boolean faulty;
  private long between;
  private long skipped;

  /** Of a connection whose frames may have so many bytes of content. */
  public MllpFrames(int maxFrame) {
    this.maxFrame = maxFrame;
  }

  private static int bit(int character) {
    return 1 << character;
  }

  /** Reads on; returns how far, which is {@code to} unless the reader takes no more at once. */
  public int read(byte[] bytes, int from, int to, Reader reader) {
    int at = from;
    while (at < to) {
      byte b = bytes[at];
      if (!inFrame) {
        at++;
        if (b == BEGIN) {
          begin();
        } else {
          between++;
          skipped++;
        }
      } else if (b >= ' ' || b < 0) {
        int end = plainEnd(bytes, at, to);
        onEndWithoutReturn();
        append(bytes, at, end);
        at = end;
      } else {
        at++;
        if (!onControl(b, reader)) {
          return at;
        }
      }
    }
    return at;
  }

  private static int plainEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] >= ' ' || bytes[at] < 0)) {
      at++;
    }
    return at;
  }

  /** A control character within a frame; false if the reader takes no more at once. */
  private boolean onControl(byte b, Reader reader) {
    if (b == RETURN && afterEnd) {
      return end(reader);
    }
    if (b == BEGIN) {
      if (!faulty) {
        blame(Fault.UNENDED);
      }
      boolean goOn = end(reader);
      begin();
      return goOn;
    }
    onEndWithoutReturn();
    if (b == END) {
      afterEnd = true;
    } else {
      if ((ALLOWED & bit(b)) == 0 && !faulty) {
        blame(Fault.CONTROL_CHARACTER);
      }
      append(b);
    }
    return true;
  }

  /** What came after 0x1C is not 0x0D: that was content. */
  private void onEndWithoutReturn() {
    if (afterEnd) {
      afterEnd = false;
      if (!faulty) {
        blame(Fault.CONTROL_CHARACTER);
      }
      append(END);
    }
  }

  private void begin() {
    inFrame = true;
    afterEnd = false;
    faulty = false;
    length = 0;
    between = 0;
  }

  private boolean end(Reader reader) {
    inFrame = false;
    afterEnd = false;
    byte[] taken = Arrays.copyOf(content, length);
    content = NONE;
    length = 0;
    return faulty ? reader.onFault(fault, taken) : reader.onFrame(taken);
  }

  /** The first fault is the one that is told; of the content only the beginning is kept from now on. */
  private void blame(Fault what) {
    faulty = true;
    fault = what;
    if (length > HEAD) {
      content = Arrays.copyOf(content, HEAD);
      length = HEAD;
    }
  }

  private void append(byte b) {
    if (room(1) == 1) {
      content[length++] = b;
    }
  }

  private void append(byte[] bytes, int from, int to) {
    int size = room(to - from);
    System.arraycopy(bytes, from, content, length, size);
    length += size;
  }

  /** How many of so many bytes more are kept; there is room for them. */
  private int room(int more) {
    int kept = faulty ? Math.min(more, Math.max(0, HEAD - length)) : more;
    if (!faulty && more > maxFrame - length) {
      // What fits into the beginning is kept, however the bytes came.
      int head = Math.min(more, Math.max(0, HEAD - length));
      blame(Fault.OVERSIZED);
      kept = head;
    }
    if (length + kept > content.length) {
      long doubled = Math.max(FIRST, 2L * content.length);
      int most = faulty ? HEAD : Math.max(maxFrame, HEAD);
      content = Arrays.copyOf(content, Math.max(length + kept, (int) Math.min(doubled, most)));
    }
    return kept;
  }

  /** Whether a frame has begun and not ended. */
  public boolean isInFrame() {
    return inFrame;
  }

  /** Bytes held of a frame that has not ended. */
  public int held() {
    return content.length;
  }

  /** The beginning of a frame that has not ended. */
  public byte[] head() {
    return Arrays.copyOf(content, Math.min(length, HEAD));
  }

  /** The frame that has begun is not taken, whatever follows of it; its reader is told at its end. */
  public void refuse() {
    if (inFrame && !faulty) {
      blame(Fault.NOT_TAKEN);
    }
  }

  /** Bytes passed over since the last frame ended. */
  public long between() {
    return between;
  }

  /** All bytes passed over. */
  public long skipped() {
    return skipped;
  }

  /** Whether a content can be framed: it holds nothing that begins or ends a frame. */
  public static boolean canFrame(byte[] content) {
    for (byte b : content) {
      if (b == BEGIN || b == END) {
        return false;
      }
    }
    return true;
  }

  /** The content with what begins and ends a frame. */
  public static byte[] frame(byte[] content) {
    byte[] framed = new byte[content.length + 3];
    framed[0] = BEGIN;
    System.arraycopy(content, 0, framed, 1, content.length);
    framed[framed.length - 2] = END;
    framed[framed.length - 1] = RETURN;
    return framed;
  }
}
