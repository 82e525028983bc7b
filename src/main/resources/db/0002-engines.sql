-- Who uses the database, and what was on its way when an engine died.

-- An engine says again and again that it lives; one that has not for longer than lease_until is dead, and what it held is
-- for the others.
CREATE TABLE engines (
  id          bigint      PRIMARY KEY,
  started_at  timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz NOT NULL
);
CREATE SEQUENCE engine_ids;

-- With journal: write-ahead, a message that is about to be sent; gone with the statement that journals what became of it.
CREATE TABLE in_flight (
  message_id      uuid        PRIMARY KEY,
  engine          bigint      NOT NULL,
  received_at     timestamptz NOT NULL,
  route           text        NOT NULL,
  key             text,
  size            bigint      NOT NULL,
  sha256          bytea,
  content_type    text        NOT NULL,
  idempotency_key text,
  replay_of       uuid,
  body            bytea,
  headers         text
);
CREATE INDEX in_flight_by_engine ON in_flight (engine);

-- As it went downstream, unless that is the message's id; and the message that this one repeats at a person's request.
ALTER TABLE journal ADD COLUMN idempotency_key text;
ALTER TABLE journal ADD COLUMN replay_of uuid;

-- With store-bodies: true. headers: those that the route's conf names.
ALTER TABLE journal ADD COLUMN body bytea;
ALTER TABLE journal ADD COLUMN headers text;

-- Most messages are delivered, and nobody searches for those by that: an entry for each would be written in vain.
DROP INDEX journal_by_outcome;
CREATE INDEX journal_by_outcome ON journal (outcome, received_at, message_id) WHERE outcome <> 'delivered';
