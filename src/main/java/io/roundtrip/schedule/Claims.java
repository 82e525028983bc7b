package io.roundtrip.schedule;

import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.ScheduleTable;
import io.vertx.core.Future;

/** Says whether a run is this engine's. Loop-confined. */
interface Claims {
  /** Every run is. */
  Claims OWN =
      new Claims() {
        @Override
        public Future<ScheduleTable.Claim> take(Run run) {
          return Future.succeededFuture(new ScheduleTable.Claim(ScheduleTable.Whose.OURS, 0));
        }

        @Override
        public Future<Void> end(Run run, ScheduleTable.Claim claim, boolean done) {
          return Future.succeededFuture();
        }

        @Override
        public boolean isHeld(ScheduleTable.Claim claim) {
          return true;
        }
      };

  /** Takes the run for this engine, unless another has it. */
  Future<ScheduleTable.Claim> take(Run run);

  /** The run has ended. */
  Future<Void> end(Run run, ScheduleTable.Claim claim, boolean done);

  /** Whether no other engine can have taken over what was taken. */
  boolean isHeld(ScheduleTable.Claim claim);

  /** Those of a database. */
  static Claims in(PgClient client, EngineLease lease) {
    return new Claims() {
      @Override
      public Future<ScheduleTable.Claim> take(Run run) {
        return ScheduleTable.claim(client, run.schedule(), run.due(), lease.id());
      }

      @Override
      public Future<Void> end(Run run, ScheduleTable.Claim claim, boolean done) {
        return ScheduleTable.end(client, run.schedule(), run.due(), claim.engine(), done);
      }

      @Override
      public boolean isHeld(ScheduleTable.Claim claim) {
        return lease.isHeldAs(claim.engine());
      }
    };
  }
}
