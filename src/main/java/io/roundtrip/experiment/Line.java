package io.roundtrip.experiment;

import java.util.List;

/**
 * The straight line nearest to points, by least squares. Immutable.
 *
 * @param slope what y grows by when x grows by 1
 * @param intercept y where x is 0
 * @param fit the part of y's variance that the line explains (R²), 1 if the points are on it
 */
record Line(double slope, double intercept, double fit) {
  /** Through at least two points (x[i], y[i]) whose x differ. */
  static Line through(List<Double> x, List<Double> y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.size(); i++) {
      double dx = x.get(i) - meanX;
      double dy = y.get(i) - meanY;
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
    if (xx == 0) {
      throw new IllegalArgumentException("no line goes through points with one x, " + x);
    }
    double slope = xy / xx;
    return new Line(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
  }

  double at(double x) {
    return slope * x + intercept;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
