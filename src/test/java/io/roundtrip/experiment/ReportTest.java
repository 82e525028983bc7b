package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final Findings.Axis LOGARITHMIC = new Findings.Axis("due/s", true);

  @Test
  void hasAllThatWasFoundInOnePage(@TempDir Path folder) throws Exception {
    Path page = Report.write(folder.resolve("1"), 1, "a <question>", Depth.QUICK, findings());
    String html = Files.readString(page);
    for (String part :
        List.of(
            "<h1>Experiment 1: a &lt;question></h1>",
            "quick run on",
            "processors",
            "<p>it is so</p>",
            "<p>by looking</p>",
            "<th>a &amp; b</th>",
            "<td>7</td>",
            "<img src=\"plot.png\" alt=\"A plot\">",
            "<p>it was so</p>")) {
      assertTrue(html.contains(part), () -> part + " is not in " + html);
    }
    assertFalse(html.contains("<question>"), html);
  }

  @Test
  void drawsItsLinesWithoutADisplay(@TempDir Path folder) throws Exception {
    Report.write(folder, 1, "question", Depth.FULL, findings());
    BufferedImage image = Objects.requireNonNull(ImageIO.read(folder.resolve("plot.png").toFile()));
    assertEquals(900, image.getWidth());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertTrue(colours.size() > 10, "text, axes and two lines have more than " + colours.size());
  }

  private static Findings findings() {
    return new Findings(
        "it is so",
        List.of("by looking"),
        List.of(new Findings.Table("Numbers", List.of("a & b"), List.of(List.of("7")))),
        List.of(
            new Findings.Plot(
                "plot.png",
                "A plot",
                LOGARITHMIC,
                LOGARITHMIC,
                List.of(
                    new Findings.Series("one", List.of(1.0, 10.0), List.of(1.0, 100.0)),
                    new Findings.Series("two", List.of(1.0, 10.0), List.of(5.0, 50.0))))),
        List.of("it was so"));
  }
}
