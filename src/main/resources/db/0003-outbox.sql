-- Messages of routes with reply: stored, from the commit that their 202 stands for until they are delivered or dead.

-- One row each. claimed_by is the relay that has it in hand: the engine's id times 1024, and the shard. head: nothing before
-- it in its lane, so that it may be delivered; a message without a lane always is. A row is inserted and deleted and, if all
-- goes well, never updated: so there are few indexes, and what most rows are is in none but the first.
CREATE TABLE outbox (
  message_id      uuid        PRIMARY KEY,
  -- The order of commits within a lane, since the lane's row is locked before the number is taken.
  seq             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
  route           text        COLLATE "C" NOT NULL,
  lane            text        COLLATE "C",
  head            boolean     NOT NULL,
  claimed_by      bigint,
  -- How often it was claimed: who ends a claim names it, so that a late repeat does not end a newer one.
  claims          integer     NOT NULL DEFAULT 0,
  -- Was in the hands of an engine that died: what is not known to be delivered may have been sent.
  suspect         boolean     NOT NULL DEFAULT false,
  next_at         timestamptz NOT NULL DEFAULT now(),
  received_at     timestamptz NOT NULL,
  attempts        integer     NOT NULL DEFAULT 0,
  content_type    text        NOT NULL,
  headers         text        NOT NULL,
  idempotency_key text        NOT NULL,
  traceparent     text,
  replay_of       uuid,
  -- What earlier rounds brought, one line for each destination.
  destinations    text        NOT NULL DEFAULT '',
  detail          text        NOT NULL DEFAULT '',
  body            bytea       NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 1, autovacuum_analyze_scale_factor = 0.2);

-- Compressing costs more than it saves for what is deleted within milliseconds.
ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX outbox_due ON outbox (route, next_at) WHERE head AND claimed_by IS NULL;
CREATE INDEX outbox_claimed ON outbox (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX outbox_lane ON outbox (route, lane, seq) WHERE lane IS NOT NULL;

-- A lane is here while it has rows. Its row is locked by who adds to it and by who takes from it.
CREATE TABLE lanes (
  route text COLLATE "C" NOT NULL,
  lane  text COLLATE "C" NOT NULL,
  PRIMARY KEY (route, lane)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

-- What could not be delivered, until a person has seen to it.
CREATE TABLE dead_letters (
  message_id      uuid        PRIMARY KEY,
  died_at         timestamptz NOT NULL DEFAULT now(),
  route           text        NOT NULL,
  key             text,
  received_at     timestamptz NOT NULL,
  outcome         text        NOT NULL,
  reason          text,
  detail          text        NOT NULL,
  attempts        integer     NOT NULL,
  destinations    jsonb       NOT NULL,
  size            bigint      NOT NULL,
  content_type    text        NOT NULL,
  headers         text        NOT NULL,
  idempotency_key text        NOT NULL,
  traceparent     text,
  replay_of       uuid,
  body            bytea       NOT NULL,
  -- The message that repeats it: claimed before that is sent, and replayed once it has come to something.
  replayed_by     uuid,
  claimed_at      timestamptz,
  replayed_at     timestamptz
);
ALTER TABLE dead_letters ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX dead_letters_by_time ON dead_letters (died_at, message_id);
CREATE INDEX dead_letters_by_route ON dead_letters (route, died_at, message_id);
CREATE INDEX dead_letters_by_key ON dead_letters (key, died_at, message_id) WHERE key IS NOT NULL;
CREATE INDEX dead_letters_replayed ON dead_letters (replayed_at) WHERE replayed_at IS NOT NULL;
