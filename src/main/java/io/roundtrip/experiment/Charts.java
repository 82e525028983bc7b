package io.roundtrip.experiment;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws plots as PNG files, without a display. Stateless. */
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;

  private Charts() {}

  static void draw(Findings.Plot plot, Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(plot.title())
            .xAxisTitle(plot.x().label())
            .yAxisTitle(plot.y().label())
            .build();
    chart.getStyler().setXAxisLogarithmic(plot.x().isLogarithmic());
    chart.getStyler().setYAxisLogarithmic(plot.y().isLogarithmic());
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (Findings.Series series : plot.series()) {
      chart.addSeries(series.name(), series.x(), series.y()).setMarker(SeriesMarkers.CIRCLE);
    }
    BitmapEncoder.saveBitmap(
        chart, folder.resolve(plot.file()).toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
