package io.roundtrip.experiment;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Lanes with bars on a common axis of time. Stateless. */
final class TimelineImage {
  private static final int LANE = 26;
  private static final int TOP = 40;
  private static final int BOTTOM = 40;
  private static final int NAMES = 230;
  private static final int RIGHT = 40;
  private static final int MOST_TICKS = 12;
  private static final Color EVEN = new Color(66, 133, 190);
  private static final Color ODD = new Color(240, 150, 60);

  private TimelineImage() {}

  static BufferedImage of(Findings.Timeline timeline, int width) {
    int height = TOP + LANE * timeline.lanes().size() + BOTTOM;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = image.createGraphics();
    try {
      drawing.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      drawing.setColor(Color.WHITE);
      drawing.fillRect(0, 0, width, height);
      drawing.setColor(Color.BLACK);
      drawing.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
      drawing.drawString(timeline.title(), 10, 22);
      drawing.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
      double end = end(timeline);
      double pixelsPerMilli = (width - NAMES - RIGHT) / end;
      drawAxis(drawing, end, pixelsPerMilli, height);
      for (int i = 0; i < timeline.lanes().size(); i++) {
        drawLane(drawing, timeline.lanes().get(i), TOP + i * LANE, pixelsPerMilli);
      }
    } finally {
      drawing.dispose();
    }
    return image;
  }

  private static double end(Findings.Timeline timeline) {
    return Math.max(
        1,
        timeline.lanes().stream()
            .flatMap(lane -> lane.spans().stream())
            .mapToDouble(Findings.Span::toMillis)
            .max()
            .orElse(1));
  }

  private static void drawAxis(Graphics2D drawing, double end, double pixelsPerMilli, int height) {
    int step = step(end);
    for (int millis = 0; millis <= end; millis += step) {
      int x = NAMES + (int) (millis * pixelsPerMilli);
      drawing.setColor(Color.LIGHT_GRAY);
      drawing.drawLine(x, TOP, x, height - BOTTOM);
      drawing.setColor(Color.BLACK);
      drawing.drawString(millis == 0 ? "0 ms" : "" + millis, x - 8, height - BOTTOM + 16);
    }
  }

  /** The least of 1, 2, 5, 10, 20, … ms that leaves the axis readable. */
  private static int step(double end) {
    int decade = 1;
    while (end / (5 * decade) > MOST_TICKS) {
      decade *= 10;
    }
    if (end / decade <= MOST_TICKS) {
      return decade;
    }
    return end / (2 * decade) <= MOST_TICKS ? 2 * decade : 5 * decade;
  }

  private static void drawLane(
      Graphics2D drawing, Findings.Lane lane, int y, double pixelsPerMilli) {
    drawing.setColor(Color.BLACK);
    drawing.drawString(lane.name(), 10, y + 17);
    for (int i = 0; i < lane.spans().size(); i++) {
      Findings.Span span = lane.spans().get(i);
      int x = NAMES + (int) (span.fromMillis() * pixelsPerMilli);
      int to = NAMES + (int) (span.toMillis() * pixelsPerMilli);
      drawing.setColor(i % 2 == 0 ? EVEN : ODD);
      drawing.fillRect(x, y + 4, Math.max(1, to - x), LANE - 8);
      drawing.setColor(Color.WHITE);
      drawing.drawString(span.label(), x + 3, y + 17);
    }
  }
}
