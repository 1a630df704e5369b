-- Wrong tries of unknown devices within an hour, per account. A right password takes back its own try and resets the waits; it does
-- not reset these (PLT-31, docs/adr/0088-ten-guesses-an-hour.md).
alter table auth.attempt
  add column tried_ms bigint[] not null default '{}',  -- the newest tries that may be wrong, ten at most, the oldest first
  add column told_ms bigint not null default 0;        -- when the address was last told of a pause
