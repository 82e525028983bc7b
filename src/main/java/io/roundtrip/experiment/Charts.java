package io.roundtrip.experiment;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws plots as PNG files, without a display. Stateless. */
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final Color[] COLD_TO_HOT = {
    new Color(255, 255, 229), new Color(254, 196, 79), new Color(217, 95, 14)
  };

  private Charts() {}

  static void draw(Findings.Picture picture, Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path file = folder.resolve(picture.file());
    switch (picture) {
      case Findings.Plot plot -> save(lines(plot), file);
      case Findings.HeatMap field -> save(field(field), file);
      case Findings.Timeline timeline -> {
        BufferedImage image = TimelineImage.of(timeline, WIDTH);
        ImageIO.write(image, "png", file.toFile());
      }
    }
  }

  private static void save(Chart<?, ?> chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static XYChart lines(Findings.Plot plot) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(plot.title())
            .xAxisTitle(plot.x().label())
            .yAxisTitle(plot.y().label())
            .build();
    chart.getStyler().setXAxisLogarithmic(plot.x().isLogarithmic());
    if (plot.y().isLogarithmic() && spansADecade(plot)) {
      chart.getStyler().setYAxisLogarithmic(true);
    } else {
      chart.getStyler().setYAxisMin(0.0);
    }
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (Findings.Series series : plot.series()) {
      chart.addSeries(series.name(), series.x(), series.y()).setMarker(SeriesMarkers.CIRCLE);
    }
    return chart;
  }

  /** A logarithmic axis has labels at powers of ten: with none between them nobody could read it. */
  private static boolean spansADecade(Findings.Plot plot) {
    DoubleSummaryStatistics values =
        plot.series().stream()
            .flatMap(series -> series.y().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    return values.getMin() > 0 && values.getMax() >= 10 * values.getMin();
  }

  private static HeatMapChart field(Findings.HeatMap field) {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(field.title())
            .xAxisTitle(field.x())
            .yAxisTitle(field.y())
            .build();
    chart.getStyler().setShowValue(true);
    chart.getStyler().setHeatMapValueDecimalPattern("#,##0.#");
    chart.getStyler().setRangeColors(COLD_TO_HOT);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    List<Number[]> cells = new ArrayList<>();
    for (int row = 0; row < field.rows().size(); row++) {
      for (int column = 0; column < field.columns().size(); column++) {
        cells.add(new Number[] {column, row, field.values().get(row).get(column)});
      }
    }
    chart.addSeries(field.title(), field.columns(), field.rows(), cells);
    return chart;
  }
}
