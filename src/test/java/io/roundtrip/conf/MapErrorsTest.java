package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in a map. A rule begins in line 6, column 5. */
final class MapErrorsTest {
  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private void says(int column, String expected, String rule) {
    assertEquals(
        List.of("routes/lab.yaml:6:" + column + ": route 'lab': map rule 1: " + expected),
        folder.errorsOfRule(rule),
        () -> rule);
  }

  @Test
  void needsAFormatAndRules() {
    assertEquals(
        List.of(
            "routes/lab.yaml:4:6: route 'lab': 'map.format' is missing",
            "routes/lab.yaml:4:6: route 'lab': 'map.rules' is missing"),
        folder.errorsOfRoute("map: {}\n"));
    assertEquals(
        List.of(
            "routes/lab.yaml:4:16: route 'lab': map.format must be one of json, fhir, hl7v2, got"
                + " 'text'",
            "routes/lab.yaml:4:29: route 'lab': map.rules must not be an empty list"),
        folder.errorsOfRoute("map: { format: text, rules: [] }\n"));
  }

  @Test
  void aRuleTakesItsValueFromOnePlace() {
    says(5, "needs exactly one of value, from and concat, got none", "{ to: /a }");
    says(5, "needs exactly one of value, from and concat, got 2", "{ to: /a, value: 1, from: /b }");
    says(5, "'to' is missing", "{ value: 1 }");
    says(
        36,
        "separator stands between the values of concat, and there is no concat",
        "{ to: /a, value: 1, separator: '' }");
    says(23, "concat must be a list of paths such as [ /a, /b ]", "{ to: /a, concat: /b }");
    says(15, "unknown key 'form' (did you mean 'from'?)", "{ to: /a, form: /b, value: 1 }");
  }

  @Test
  void severalTargetsAndSplitNeedEachOther() {
    says(
        11,
        "to names several targets, which needs split to cut the value into their parts",
        "{ to: [ /a, /b ], value: 1 }");
    says(
        32,
        "split cuts the value into parts, which needs a list of several targets in to",
        "{ to: /a, value: 1, split: '|' }");
    says(40, "split must not be empty", "{ to: [ /a, /b ], value: 1, split: '' }");
  }

  @Test
  void refusesRegularExpressionsThatFailAtTheFirstMessage() {
    String rule = "{ to: /a, from: /b, regex: { match: '%s', replace: '%s' } }";
    says(41, "regex.match must be a regular expression: Unclosed group", rule.formatted("(", ""));
    says(
        57,
        "regex.replace names the group $2, but match has 1 groups",
        rule.formatted("(a)", "$2"));
    says(
        60,
        "regex.replace names the group 'x', which match does not have",
        rule.formatted("(?<y>)", "${x}"));
    says(
        55,
        "regex.replace has a $ that names no group; write \\$ for the sign itself",
        rule.formatted("a", "$"));
    says(55, "regex.replace must not end with a single \\", rule.formatted("a", "\\"));
    assertEquals(List.of(), folder.errorsOfRule(rule.formatted("(?<y>a)", "\\$$1${y}")));
  }

  @Test
  void refusesDatePatternsThatAreNone() {
    says(
        39,
        "date.from must be hl7, fhir, fhir-date, or a date pattern such as yyyy-MM-dd, got 'jjjj'",
        "{ to: /a, from: /b, date: { from: jjjj, to: yyyy } }");
  }

  @Test
  void refusesTablesThatAreNone() {
    says(33, "lookup must be a map with at least one entry", "{ to: /a, from: /b, lookup: {} }");
    says(41, "lookup has 'a' twice", "{ to: /a, from: /b, lookup: { a: 1, a: 2 } }");
  }
}
