-- Tasks that survive a restart: one row each, from the commit that accepts it until it has been over for a while.

-- claimed_by is who runs it: the engine's id times 1024, and the shard. claims: how often it was claimed; who ends a claim
-- names it, so that a late repeat does not end a newer one. attempts counts the claims that came to something, or to an end of
-- their engine.
CREATE TABLE tasks (
  id               uuid        PRIMARY KEY,
  name             text        COLLATE "C" NOT NULL,
  request          text        NOT NULL,
  -- queued, running, succeeded, failed or cancelled.
  status           text        NOT NULL DEFAULT 'queued',
  claimed_by       bigint,
  claims           integer     NOT NULL DEFAULT 0,
  attempts         integer     NOT NULL DEFAULT 0,
  next_at          timestamptz NOT NULL DEFAULT now(),
  cancel_requested boolean     NOT NULL DEFAULT false,
  submitted_at     timestamptz NOT NULL DEFAULT now(),
  ended_at         timestamptz,
  -- Both JSON; a text, since jsonb would refuse a zero character.
  result           text,
  error            text
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

CREATE INDEX tasks_due ON tasks (name, next_at) WHERE claimed_by IS NULL AND ended_at IS NULL;
CREATE INDEX tasks_claimed ON tasks (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE ended_at IS NOT NULL;
