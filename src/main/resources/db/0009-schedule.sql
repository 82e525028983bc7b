-- Runs of schedules that engines on one database share: a row is one run, and the engine's that made it.

CREATE TABLE schedule_runs (
  schedule   text        COLLATE "C" NOT NULL,
  -- The same on every engine, so that two that want the same run want the same row.
  due_at     timestamptz NOT NULL,
  engine     bigint      NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at   timestamptz,
  -- done, failed, or lost with its engine.
  outcome    text,
  PRIMARY KEY (schedule, due_at)
);

-- A schedule has one run at a time, whichever engine's.
CREATE UNIQUE INDEX schedule_runs_one ON schedule_runs (schedule) WHERE ended_at IS NULL;
