-- Which engine runs each route with state: only the one whose lease has not ended may, for it holds the states in memory.

CREATE TABLE state_owners (
  route  text   COLLATE "C" PRIMARY KEY,
  engine bigint NOT NULL
);
