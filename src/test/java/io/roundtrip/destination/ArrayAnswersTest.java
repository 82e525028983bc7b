package io.roundtrip.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.destination.ArrayAnswers.Reading;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ArrayAnswersTest {
  private static BitSet twoHundreds() {
    BitSet statuses = new BitSet();
    statuses.set(200, 300);
    return statuses;
  }

  private static ArrayAnswers answers(boolean split, boolean idempotent) {
    return new ArrayAnswers(twoHundreds(), false, split, idempotent);
  }

  private static DestinationAnswer json(int status, String body) {
    return new DestinationAnswer(status, "application/json", body.getBytes(UTF_8));
  }

  private static Reading read(int status, String body, int count) {
    return answers(true, false).read(status, json(status, body), count);
  }

  private static List<String> each(Reading reading) {
    return assertInstanceOf(Reading.Each.class, reading).results().stream()
        .map(result -> result.verdict() + " " + result.status())
        .toList();
  }

  private static AttemptResult whole(Reading reading) {
    return assertInstanceOf(Reading.Whole.class, reading).result();
  }

  @Test
  void anAnswerForEachItemDecidesEachBySuccess() {
    String items = "[{\"status\":201},{\"status\":422,\"body\":{\"a\":1}},{\"status\":503}]";
    List<String> expected = List.of("DELIVERED 201", "REJECTED 422", "REJECTED 503");
    assertEquals(expected, each(read(200, items, 3)));
    assertEquals(expected, each(read(207, "{\"took\":5,\"items\":" + items + "}", 3)));
    assertEquals(expected, each(read(422, items, 3)), "whatever the whole's status is");
  }

  @Test
  void anyOtherAnswerIsTheWholes() {
    for (String body :
        List.of("", "OK", "{}", "[]", "[1,2]", "{\"status\":500}", "{\"items\":[{},{}]}", "[{")) {
      assertEquals(Verdict.DELIVERED, whole(read(200, body, 2)).verdict(), body);
      assertEquals(Verdict.REJECTED, whole(read(500, body, 2)).verdict(), body);
    }
    assertEquals(Verdict.DELIVERED, whole(answers(true, true).read(204, null, 2)).verdict());
  }

  @Test
  void statusesThatDoNotFitTheItemsLeaveAllOfThemUnknown() {
    for (String body :
        List.of(
            "[{\"status\":200}]",
            "[{\"status\":200},{\"status\":200},{\"status\":200}]",
            "[{\"status\":200},{}]",
            "[{\"status\":200},{\"status\":\"200\"}]",
            "[{\"status\":200},{\"status\":99}]",
            "[{\"status\":200},{\"status\":200,\"status\":500}]",
            "[{\"status\":200},{\"status\":200}",
            "[{\"status\":200},{\"status\":200}] x")) {
      assertEquals(Verdict.UNKNOWN, whole(read(200, body, 2)).verdict(), body);
      assertEquals(Verdict.REJECTED, whole(read(400, body, 2)).verdict(), body);
    }
  }

  @Test
  void keepsTheBodyOfTheItemAloneWhereItIsWanted() {
    ArrayAnswers keeps = new ArrayAnswers(twoHundreds(), true, false, false);
    String body =
        "[{\"body\":{\"id\": [7]},\"status\":201},{\"status\":200,\"body\":\"a\\\"b\"},"
            + "{\"status\":200},{\"status\":204,\"body\":1},{\"status\":200,\"body\":null}]";
    List<AttemptResult> results =
        assertInstanceOf(Reading.Each.class, keeps.read(207, json(207, body), 5)).results();
    assertAnswer("{\"id\": [7]}", 201, results.get(0).answer());
    assertAnswer("\"a\\\"b\"", 200, results.get(1).answer());
    assertAnswer("", 200, results.get(2).answer());
    assertAnswer("", 204, results.get(3).answer());
    assertAnswer("", 200, results.get(4).answer());
    AttemptResult whole = whole(keeps.read(200, json(200, "{\"everybodys\":1}"), 5));
    assertAnswer("", 200, whole.answer());
    assertNull(whole(read(200, "x", 2)).answer());
  }

  private static void assertAnswer(String body, int status, @Nullable DestinationAnswer answer) {
    if (answer == null) {
      throw new AssertionError("no answer");
    }
    assertArrayEquals(body.getBytes(UTF_8), answer.body());
    assertEquals(status, answer.status());
    assertEquals(body.isEmpty() ? null : "application/json", answer.contentType());
  }

  private static boolean halves(ArrayAnswers answers, int status, int count) {
    return assertInstanceOf(Reading.Whole.class, answers.read(status, null, count)).mayHalve();
  }

  @Test
  void halvesOnlyWhatTookNothingUnlessItMayBeSentTwice() {
    for (int status : List.of(400, 413, 422)) {
      assertEquals(true, halves(answers(true, false), status, 2));
      assertEquals(false, halves(answers(true, false), status, 1));
      assertEquals(false, halves(answers(false, true), status, 2));
    }
    for (int status : List.of(500, 409, 302)) {
      assertEquals(false, halves(answers(true, false), status, 2));
      assertEquals(true, halves(answers(true, true), status, 2));
    }
    for (int status : List.of(401, 403, 404, 405, 408, 429, 502, 503, 504)) {
      assertEquals(false, halves(answers(true, true), status, 2));
    }
    assertEquals(false, halves(answers(true, true), 200, 2));
  }
}
