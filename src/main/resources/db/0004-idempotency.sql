-- The idempotency keys of every route that has them: one row for each, from before its message is sent until it expires.
--
-- While a message is on its way, engine says whose it is and outcome is null. Who takes a key over changes message_id under the
-- row's lock, so that nobody writes any more for a message that no longer has it.
CREATE TABLE idempotency (
  route          text        COLLATE "C" NOT NULL,
  -- SHA-256 of the key: a key may be as long as a message, and name a person.
  hash           bytea       NOT NULL,
  body_hash      bytea       NOT NULL,
  message_id     uuid        NOT NULL,
  engine         bigint,
  downstream_key text        NOT NULL,
  -- What became of the message, null while that is open. Destinations: of all deliveries so far.
  outcome        text,
  detail         text        NOT NULL DEFAULT '',
  destinations   jsonb       NOT NULL DEFAULT '[]',
  answer_status  integer,
  answer_type    text,
  answer_body    bytea,
  -- Destinations of which a transaction of their own says here that they have the message.
  confirmed      text[]      NOT NULL DEFAULT '{}',
  claimed_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  PRIMARY KEY (route, hash)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
