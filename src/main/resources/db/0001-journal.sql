-- What became of every message that had a worker, one row each, written behind the answer.
--
-- received_at is the time in the message's id (milliseconds), so that an id alone names its row's partition. One partition
-- for each day of UTC, named journal_yyyymmdd; the engine makes them a day ahead and drops the old ones.
CREATE TABLE journal (
  received_at  timestamptz NOT NULL,
  message_id   uuid        NOT NULL,
  settled_at   timestamptz NOT NULL,
  route        text        NOT NULL,
  key          text,
  outcome      text        NOT NULL,
  reason       text,
  detail       text        NOT NULL,
  destinations jsonb       NOT NULL,
  size         bigint      NOT NULL,
  sha256       bytea,
  content_type text        NOT NULL,
  -- Time first: the one index serves look-ups by id, whose time is known, and searches by time alone.
  PRIMARY KEY (received_at, message_id)
) PARTITION BY RANGE (received_at);

CREATE INDEX journal_by_route ON journal (route, received_at, message_id);
CREATE INDEX journal_by_key ON journal (key, received_at, message_id) WHERE key IS NOT NULL;
CREATE INDEX journal_by_outcome ON journal (outcome, received_at, message_id);
