package io.roundtrip.experiment;

import io.roundtrip.engine.Engine;
import io.roundtrip.load.HttpSink;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.Sink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Experiment 5: what queries cost messages, and what a lock would. Immutable. */
final class QueriesExperiment implements Experiment {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Pattern MESSAGE_ID = Pattern.compile("\"messageId\":\"([^\"]+)\"");
  private static final int CONNECTIONS = 200;
  private static final int OUTSTANDING = 5_000;

  /** The part of the experiment that is for the engine; the rest is for the lock. */
  private static final double ENGINE_PART = 0.85;

  private static final String ROUTE =
      """
      id: queries
      from: { http: { path: /queries } }
      format: json
      queue: { capacity: 5000 }
      to: [ { id: steady, http: { url: "%s", concurrency: 16 } } ]
      """;

  @Override
  public String title() {
    return "queries under load";
  }

  @Override
  public Findings run(Depth depth, Progress progress) throws Exception {
    return run(QueriesPlan.of(depth), progress);
  }

  Findings run(QueriesPlan plan, Progress progress) throws Exception {
    List<QueryLevel> levels;
    List<LockRound> locks;
    try (TestBed bed = TestBed.open()) {
      progress.at(0, "starting an engine with its PostgreSQL");
      FixedCapacity steady = new FixedCapacity(bed.oneLoop(), plan.capacity());
      Engine engine = bed.engine(TestBed.JOURNAL, List.of(ROUTE.formatted(steady.listen())));
      levels = new Asking(plan, bed, engine).measure(progress);
    }
    try (TestBed bed = TestBed.open()) {
      progress.at(ENGINE_PART, "state of an owner against state behind a lock");
      locks = new LockContest(bed, plan.rounds(), plan.contest()).measure();
    }
    return QueriesReport.of(plan, levels, locks);
  }

  /** Messages and queries at the same time. Confined to the experiment's thread. */
  private static final class Asking {
    private final QueriesPlan plan;
    private final Engine engine;
    private final Vertx asker;
    private final HttpClient client;
    private final Measurement messages;
    private final Measurement queries;
    private final Sink route;

    Asking(QueriesPlan plan, TestBed bed, Engine engine) {
      this.plan = plan;
      this.engine = engine;
      Vertx sender = bed.oneLoop();
      asker = bed.oneLoop();
      client = client(asker);
      messages = new Measurement(sender, sender.getOrCreateContext(), OUTSTANDING);
      queries = new Measurement(asker, asker.getOrCreateContext(), OUTSTANDING);
      route =
          new HttpSink(
              client(sender),
              "POST",
              "http://127.0.0.1:" + engine.httpPort() + "/queries",
              Map.of("content-type", "application/json"),
              TIMEOUT);
    }

    private static HttpClient client(Vertx vertx) {
      return vertx.createHttpClient(
          new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    List<QueryLevel> measure(Progress progress) throws Exception {
      List<QueryLevel> levels = new ArrayList<>();
      List<LoadFigures> without = new ArrayList<>();
      for (int rate : plan.queriesPerSecond()) {
        levels.add(new QueryLevel(rate, without, new ArrayList<>(), new ArrayList<>()));
      }
      progress.at(0.02, "warming up");
      messages.run(route, Loads.poisson(plan.messagesPerSecond(), WARM_UP));
      withQueries(plan.queriesPerSecond().getFirst(), questions());
      int steps = levels.size() + 1;
      for (int round = 0; round < plan.rounds(); round++) {
        List<String> questions = questions();
        for (int step = 0; step < steps; step++) {
          int turn = (step + round) % steps; // so that none of them always comes first
          double done = (double) (round * steps + step) / (plan.rounds() * steps);
          int rate = turn == 0 ? 0 : levels.get(turn - 1).perSecond();
          progress.at(
              0.05 + (ENGINE_PART - 0.05) * done, "round " + (round + 1) + ": queries/s " + rate);
          if (turn == 0) {
            without.add(
                messages.run(route, Loads.poisson(plan.messagesPerSecond(), plan.window())));
          } else {
            Both both = withQueries(rate, questions);
            levels.get(turn - 1).messages().add(both.messages());
            levels.get(turn - 1).queries().add(both.queries());
          }
        }
      }
      return levels;
    }

    private record Both(LoadFigures messages, LoadFigures queries) {}

    private Both withQueries(int perSecond, List<String> questions) throws Exception {
      Future<LoadFigures> asked =
          queries.start(new QuerySink(client, questions), Loads.poisson(perSecond, plan.window()));
      LoadFigures sent =
          messages.run(route, Loads.poisson(plan.messagesPerSecond(), plan.window()));
      return new Both(sent, Measurement.await(asked));
    }

    /** What is asked, by turns: the journal, one message, the route's state. */
    private List<String> questions() throws Exception {
      String management = "http://127.0.0.1:" + engine.managementPort();
      String journal = management + "/api/messages?route=queries&limit=";
      String page =
          Measurement.await(
              client
                  .request(new RequestOptions().setAbsoluteURI(journal + 200))
                  .compose(request -> request.send())
                  .compose(HttpClientResponse::body)
                  .map(Object::toString));
      List<String> all = new ArrayList<>();
      MESSAGE_ID
          .matcher(page)
          .results()
          .map(found -> found.group(1))
          .forEach(
              id -> {
                all.add(journal + 20);
                all.add("http://127.0.0.1:" + engine.httpPort() + "/messages/" + id);
                all.add(management + "/api/routes/queries");
              });
      if (all.isEmpty()) {
        throw new IllegalStateException("the journal has none of the messages that were sent");
      }
      return all;
    }
  }
}
