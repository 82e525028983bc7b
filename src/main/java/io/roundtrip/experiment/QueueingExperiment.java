package io.roundtrip.experiment;

import io.roundtrip.bus.Bus;
import io.roundtrip.engine.Engine;
import io.roundtrip.experiment.QueueingPlan.Policy;
import io.roundtrip.load.Jitter;
import io.roundtrip.load.Load;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.MessageSource.WhenFull;
import io.roundtrip.load.Schedule;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Experiment 2: how long a queue should be, and what it should do when it is full. Immutable. */
final class QueueingExperiment implements Experiment {
  private static final String ACCEPTED = "accepted";
  private static final String WARM_UP = "warm-up";
  private static final double WARM_UP_PART = 0.05;

  private static final String ROUTE =
      """
      id: %s
      reply: queued
      queue: { capacity: %d, when-full: %s }
      to:
        - id: steady
          event-bus: { address: %s }
          concurrency: 16
          timeout: 30s
      """;

  @Override
  public String title() {
    return "queue sizing";
  }

  @Override
  public Findings run(Depth depth, Progress progress) throws Exception {
    return run(QueueingPlan.of(depth), progress);
  }

  Findings run(QueueingPlan plan, Progress progress) throws Exception {
    try (TestBed bed = TestBed.open()) {
      Engine engine = bed.engine(TestBed.NO_STORE, routes(plan));
      Sending sending = new Sending(plan, engine, bed.oneLoop());
      progress.at(0, "warming up");
      sending.run(Policy.REJECT, sending.warmUpSize(), WARM_UP);
      List<QueueCell> cells = new ArrayList<>();
      int all = plan.policies().size() * plan.sizes().size();
      for (Policy policy : plan.policies()) {
        for (int size : plan.sizes()) {
          double done = WARM_UP_PART + (1 - WARM_UP_PART) * cells.size() / all;
          progress.at(done, policy.text() + " with " + size);
          cells.add(sending.run(policy, size, id(policy, size)));
        }
      }
      return QueueingReport.of(plan, cells);
    }
  }

  private static List<String> routes(QueueingPlan plan) {
    List<String> routes = new ArrayList<>();
    int largest = plan.sizes().getLast();
    routes.add(route(WARM_UP, largest, Policy.REJECT));
    for (Policy policy : plan.policies()) {
      for (int size : plan.sizes()) {
        routes.add(route(id(policy, size), size, policy));
      }
    }
    return routes;
  }

  private static String route(String id, int size, Policy policy) {
    return ROUTE.formatted(id, size, policy.text(), BurstRun.address(id).name());
  }

  private static String id(Policy policy, int size) {
    return policy.text() + "-" + size;
  }

  /** Sends bursts through routes of an engine. Confined to the experiment's thread. */
  private static final class Sending {
    private final QueueingPlan plan;
    private final Engine engine;
    private final Vertx asker;
    private final HttpClient client;
    private final Bus bus;
    private final Context context;

    Sending(QueueingPlan plan, Engine engine, Vertx asker) {
      this.plan = plan;
      this.engine = engine;
      this.asker = asker;
      this.client = asker.createHttpClient();
      this.bus = Bus.of(engine.vertx());
      this.context = engine.vertx().getOrCreateContext();
    }

    int warmUpSize() {
      return plan.sizes().getLast();
    }

    QueueCell run(Policy policy, int size, String route) throws Exception {
      int messages = plan.burst() * plan.bursts();
      BurstRun run =
          new BurstRun(bus, route, new FixedCapacity(engine.vertx(), plan.capacity()), messages);
      Promise<Bus.Registration> serving = Promise.promise();
      context.runOnContext(on -> serving.complete(bus.serve(BurstRun.address(route), run)));
      Bus.Registration registration = Measurement.await(serving.future());
      DepthSampler sampler =
          new DepthSampler(
              asker,
              client,
              "http://127.0.0.1:" + engine.managementPort() + "/api/routes/" + route,
              size);
      sampler.start();
      long start = System.nanoTime();
      LoadFigures figures = measurement(policy, size, messages).run(run, load(messages));
      Promise<Void> drained = Promise.promise();
      context.runOnContext(on -> run.drained(figures.count(ACCEPTED)).onComplete(drained));
      Measurement.await(drained.future());
      double seconds = (System.nanoTime() - start) / 1e9;
      DepthSampler.Depths depths = Measurement.await(sampler.stop());
      Measurement.await(registration.end());
      return cell(policy, size, messages, run.micros(), seconds, depths);
    }

    /** A sender that waits stands in line: as many of them may as the queue has places. */
    private Measurement measurement(Policy policy, int size, int messages) {
      return policy == Policy.WAIT
          ? new Measurement(engine.vertx(), context, size, WhenFull.WAIT)
          : new Measurement(engine.vertx(), context, messages);
    }

    private Load load(int messages) {
      return Loads.of(
          new Schedule(
              plan.burstPerSecond(),
              Jitter.NONE,
              new Schedule.Bursts(plan.burst(), plan.pause()),
              messages,
              null));
    }

    private static QueueCell cell(
        Policy policy,
        int size,
        int messages,
        Histogram micros,
        double seconds,
        DepthSampler.Depths depths) {
      return new QueueCell(
          policy,
          size,
          messages,
          micros.getTotalCount(),
          micros.getMean() / 1e3,
          micros.getValueAtPercentile(99) / 1e3,
          depths.fullPart(),
          depths.mean(),
          micros.getTotalCount() / seconds,
          depths.waitMillis());
    }
  }
}
