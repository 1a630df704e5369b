-- S-1c: after a restore, acts that devices had confirmed come back, and stand again in the order in which they were first decided (ADR 0017).

-- What is known of the loss of a tail, by heads that this server had signed and its journal lacks. Null: of none.
alter table store.clock
  add column lost_at text collate "C",   -- when the newest of them was signed: what was written before the loss is older, ISO 8601 UTC
  add column lost_common bigint,         -- up to here the journal is the one from before the loss, for sure
  add column lost_seen text collate "C"; -- when that was last found out: all that was lost is older

-- What acts that came back left behind, by field ('*': the record, where the act made it). It counts while nothing else has written the field since.
create table store.come_back (
  org_id uuid not null,
  record uuid not null,
  field text collate "C" not null,
  claimed bigint not null,               -- the journal's number at which it came back
  claim jsonb not null,
  primary key (org_id, record, field)
);
call store.protect('store.come_back');
grant select, insert, update, delete on store.come_back to outpost_app;
