-- What earlier rounds brought is the same JSON in the outbox as in the journal, as text, and empty before the first. It was one
-- line for each destination: id, verdict, reason, status, attempts and nanoseconds, with a hyphen for nothing.
UPDATE outbox SET destinations = (
    SELECT jsonb_agg(jsonb_build_object(
        'id', split_part(l.line, ' ', 1),
        'outcome', split_part(l.line, ' ', 2),
        'reason', NULLIF(split_part(l.line, ' ', 3), '-'),
        'status', NULLIF(split_part(l.line, ' ', 4)::int, 0),
        'attempts', split_part(l.line, ' ', 5)::int,
        'durationMs', split_part(l.line, ' ', 6)::bigint / 1000000.0) ORDER BY l.n)::text
    FROM regexp_split_to_table(destinations, E'\n') WITH ORDINALITY AS l(line, n))
  WHERE destinations <> '';
