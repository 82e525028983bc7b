package io.roundtrip.demo;

import io.roundtrip.engine.Engine;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine with the demo's conf, the systems around it, and a sender. Confined to the thread that started it, which
 * it blocks: never on an event loop.
 */
public final class Demo implements AutoCloseable {
  private static final int HTTP = 8080;
  private static final int MANAGEMENT = 8081;
  private static final int LAB = 9701;
  private static final int EHR = 9702;
  private static final int PAYER = 9703;
  private static final int MLLP_LAB = 9704;
  private static final int MLLP = 2575;
  private static final String WARD_ROUTE = "ward-orders";

  private final PrintWriter out;
  private final Vertx vertx;
  private final SimulatedSystem lab;
  private final SimulatedSystem ehr;
  private final SimulatedSystem payer;
  private final SimulatedMllpSystem mllpLab;
  private final DemoFiles files;
  private final Engine engine;

  private Demo(PrintWriter out) throws IOException {
    this.out = out;
    vertx = Vertx.vertx();
    try {
      lab = SimulatedSystem.start(vertx, "lab", LAB, new SimulatedLab());
      ehr = SimulatedSystem.start(vertx, "ehr", EHR, new SimulatedEhr());
      payer = SimulatedSystem.start(vertx, "payer", PAYER, new SimulatedPayer());
      SimulatedLab orders = new SimulatedLab();
      mllpLab =
          SimulatedMllpSystem.start(
              vertx, MLLP_LAB, order -> orders.receive("/orders", order).body());
      files = DemoFiles.unpack(ports());
    } catch (IOException | RuntimeException e) {
      vertx.close();
      throw e;
    }
    try {
      engine = Engine.start(files.engineFile());
    } catch (RuntimeException e) {
      files.close();
      vertx.close();
      throw e;
    }
  }

  /** Starts everything; where a usual port is taken, on another one. */
  public static Demo start(PrintWriter out) throws IOException {
    Demo demo = new Demo(out);
    demo.printSystems();
    return demo;
  }

  /** Sends the story's messages, prints what became of each, and says whether all was as it should be. */
  public boolean tell() throws IOException {
    StepReport report = new StepReport(out);
    Sender sender = new Sender(vertx, engine.httpPort());
    try (SenderDatabase database = SenderDatabase.open()) {
      boolean asExpected = send(OrdersStory.ORDER, sender, database, report);
      asExpected &= send(OrdersStory.RESULT, sender, database, report);
      asExpected &= send(OrdersStory.REFUSED_CLAIM, sender, database, report);
      asExpected &= sendOverMllp(report);
      lab.down();
      asExpected &= send(OrdersStory.LAB_DOWN, sender, database, report);
      lab.up();
      out.println();
      out.println(
          asExpected
              ? "Every answer said what became of the message. The lab is up again."
              : "NOT every answer was as it should be: see the lines that begin with EXPECTED.");
      return asExpected;
    } catch (SQLException e) {
      throw new IOException("the sender's database: " + e.getMessage(), e);
    }
  }

  /** A ward's order over MLLP; its acknowledgement says in HL7's words what an HTTP sender is told by a status. */
  private boolean sendOverMllp(StepReport report) throws IOException {
    String order = Ward.message(Files.readAllBytes(files.sample(OrdersStory.WARD_SAMPLE)));
    report.title(OrdersStory.WARD_TITLE);
    report.line(
        "sent",
        "over MLLP ("
            + OrdersStory.WARD_SAMPLE
            + ", "
            + order.length()
            + " characters in a frame)");
    Ward.Acknowledgement answer = new Ward(vertx, engine.mllpPort(WARD_ROUTE)).send(order);
    Map<String, List<String>> received = Map.of("mllp-lab", mllpLab.takeReceived());
    report.received(received);
    report.line("answered", answer.msa() + " in " + answer.millis() + " ms");
    boolean asExpected =
        answer.said().equals(OrdersStory.WARD_ANSWER)
            && received.equals(Map.of("mllp-lab", List.of(order)));
    if (!asExpected) {
      report.line("EXPECTED", OrdersStory.WARD_ANSWER + ", and the order as it is at the mllp-lab");
    }
    return asExpected;
  }

  private boolean send(Step step, Sender sender, SenderDatabase database, StepReport report)
      throws IOException, SQLException {
    byte[] body = Files.readAllBytes(files.sample(step.sample()));
    String id = "demo-" + Long.toHexString(System.nanoTime());
    report.title(step.title());
    database.insert(id, step.path());
    report.line("sender", "BEGIN; INSERT INTO sent VALUES ('" + id + "', '" + step.path() + "')");
    report.line(
        "sent", "POST " + step.path() + " (" + step.sample() + ", " + body.length + " bytes)");
    Sender.Answer answer = sender.post(step.path(), step.contentType(), id, body);
    Map<String, List<String>> received = takeReceived();
    report.received(received);
    report.answer(answer);
    int rows = end(database, id, answer.isPositive());
    report.line("sender", (answer.isPositive() ? "COMMIT" : "ROLLBACK") + count(rows));
    return check(step, answer, received, rows, report);
  }

  private static int end(SenderDatabase database, String id, boolean commit) throws SQLException {
    if (commit) {
      database.commit();
    } else {
      database.rollback();
    }
    return database.committedRows(id);
  }

  private static String count(int rows) {
    return "; SELECT COUNT(*) then gives " + rows + (rows == 1 ? " row" : " rows");
  }

  private static boolean check(
      Step step,
      Sender.Answer answer,
      Map<String, List<String>> received,
      int rows,
      StepReport report) {
    List<String> wrong = new ArrayList<>();
    if (answer.status() != step.status() || !answer.outcome().equals(step.outcome())) {
      wrong.add("answer " + step.status() + " " + step.outcome());
    }
    received.forEach(
        (system, messages) -> {
          int expected = step.received().getOrDefault(system, 0);
          if (messages.size() != expected) {
            wrong.add(system + " gets " + expected + ", not " + messages.size());
          }
        });
    int expectedRows = step.status() / 100 == 2 ? 1 : 0;
    if (rows != expectedRows) {
      wrong.add(expectedRows + " committed");
    }
    wrong.forEach(what -> report.line("EXPECTED", what));
    return wrong.isEmpty();
  }

  private Map<String, List<String>> takeReceived() {
    Map<String, List<String>> received = new LinkedHashMap<>();
    for (SimulatedSystem system : List.of(lab, ehr, payer)) {
      received.put(system.name(), system.takeReceived());
    }
    return received;
  }

  /** Where a reader can go on by hand. */
  public void printWhereToGo() {
    String ingest = "http://127.0.0.1:" + engine.httpPort();
    String management = "http://127.0.0.1:" + engine.managementPort();
    out.println();
    out.println("The engine keeps running until Ctrl-C. Send an order of your own:");
    out.println();
    out.println(
        "  curl -i -H 'Content-Type: application/json' --data-binary @"
            + files.sample("lab-order-bundle.json")
            + " "
            + ingest
            + "/fhir/lab-orders");
    out.println();
    out.println("Look at it:");
    for (String path : List.of("/health/ready", "/metrics", "/api/routes")) {
      out.println("  " + management + path);
    }
    out.println();
  }

  private void printSystems() {
    out.println(
        "roundtrip demo: ingest on http://127.0.0.1:"
            + engine.httpPort()
            + ", management on http://127.0.0.1:"
            + engine.managementPort());
    if (engine.httpPort() != HTTP) {
      out.println("port " + HTTP + " is taken, so the README's curl needs the port above");
    }
    out.println(
        "simulated systems: lab on port "
            + lab.port()
            + ", EHR on port "
            + ehr.port()
            + ", payer on port "
            + payer.port()
            + ", a lab over MLLP on port "
            + mllpLab.port());
    out.println("the engine takes HL7 v2 over MLLP on port " + engine.mllpPort(WARD_ROUTE));
  }

  private Map<Integer, Integer> ports() {
    return Map.of(
        HTTP,
        UsualPort.orFree(HTTP),
        MANAGEMENT,
        UsualPort.orFree(MANAGEMENT),
        LAB,
        lab.port(),
        EHR,
        ehr.port(),
        PAYER,
        payer.port(),
        MLLP_LAB,
        mllpLab.port(),
        MLLP,
        UsualPort.orFree(MLLP));
  }

  /** Stops the engine, then the systems around it. */
  @Override
  public void close() throws IOException {
    try (files) {
      engine.close();
    } finally {
      vertx.close().await();
    }
  }
}
