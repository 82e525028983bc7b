-- What routes with state remember of each key: the last snapshot, and where the conf says store-history every one.

-- One row for each key, for ever. Written by the engine that has the key in memory, read when it is not there. version grows
-- with every change, so that a late repeat of an older snapshot does nothing. data is json and not jsonb, which would refuse a
-- text with a zero character.
CREATE TABLE state (
  route        text        COLLATE "C" NOT NULL,
  key          text        COLLATE "C" NOT NULL,
  version      bigint      NOT NULL,
  state        text,
  in_doubt     boolean     NOT NULL,
  data         json        NOT NULL,
  -- Tells the message that was applied last from others, where the route recognises repeats.
  last_message uuid,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (route, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE state_history (
  route      text        COLLATE "C" NOT NULL,
  key        text        COLLATE "C" NOT NULL,
  updated_at timestamptz NOT NULL,
  version    bigint      NOT NULL,
  state      text,
  in_doubt   boolean     NOT NULL,
  data       json        NOT NULL,
  PRIMARY KEY (route, key, updated_at, version)
);
