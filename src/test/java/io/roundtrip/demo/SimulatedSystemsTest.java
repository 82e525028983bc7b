package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.demo.SimulatedSystem.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulatedSystemsTest {
  private static final String ORDER =
      "MSH|^~\\&|EHR||LAB||20260101||ORM^O01|42|P|2.5.1\r"
          + "PID|1||12345\r"
          + "ORC|NW|234\r"
          + "OBR|1|234||LIPID\r";

  @Test
  void theLabAcknowledgesAnOrderByItsControlId() {
    Reply reply = new SimulatedLab().receive("/orders", ORDER);
    assertEquals(200, reply.status());
    assertTrue(reply.body().contains("\rMSA|AA|42\r"), reply.body());
  }

  @ParameterizedTest
  @CsvSource({
    "ORM^O01, ORU^R01, MSH-9",
    "|42|, ||, MSH-10",
    "12345, '', PID-3",
    "ORC|NW, ORC|CA, ORC",
    "LIPID, '', OBR-4",
    "^~\\&, ^~\\, MSH"
  })
  void theLabRefusesAnOrderThatItCannotWorkOn(String part, String instead, String named) {
    Reply reply = new SimulatedLab().receive("/orders", ORDER.replace(part, instead));
    assertEquals(400, reply.status());
    assertTrue(reply.body().contains("MSA|AR|"), reply.body());
    assertTrue(reply.body().contains(named), reply.body());
  }

  @Test
  void thePayerRefusesTheDemosClaimUntilItHasAPriorAuthorization() throws Exception {
    String claim = Files.readString(Path.of("conf/demo/samples/claim.json"));
    SimulatedPayer payer = new SimulatedPayer();
    assertEquals(422, payer.receive("/claims", claim).status());
    String authorized =
        claim.replace("\"focal\": true,", "\"focal\": true, \"preAuthRef\": [\"A-1\"],");
    assertEquals(200, payer.receive("/claims", authorized).status());
    assertEquals(400, payer.receive("/claims", "{").status());
  }

  @Test
  void theEhrFilesReportsOfPatientsAlone() {
    SimulatedEhr ehr = new SimulatedEhr();
    String report =
        "{\"resourceType\":\"DiagnosticReport\",\"subject\":{\"identifier\":{\"value\":\"1\"}},"
            + "\"contained\":[{\"resourceType\":\"Observation\"}]}";
    assertEquals(201, ehr.receive("/results", report).status());
    assertEquals(422, ehr.receive("/results", report.replace("\"1\"", "\"\"")).status());
    assertEquals(400, ehr.receive("/results", "MSH|").status());
  }
}
