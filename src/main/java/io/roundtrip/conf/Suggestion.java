package io.roundtrip.conf;

import java.util.Collection;
import java.util.Locale;

/** Finds the word that a misspelt one was probably meant to be. Immutable. */
final class Suggestion {
  private Suggestion() {}

  /** {@code  (did you mean 'x'?)}, or nothing if no known word is near. */
  static String of(String written, String prefix, Collection<String> known) {
    String best = "";
    int bestDistance = allowed(written) + 1;
    for (String word : known) {
      int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = word;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + prefix + best + "'?)";
  }

  /** Fewer changes than letters, or any short word would be near any other. */
  private static int allowed(String written) {
    return written.length() <= 3 ? Math.min(1, written.length() - 1) : 2;
  }

  /** Letters inserted, deleted, replaced or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
