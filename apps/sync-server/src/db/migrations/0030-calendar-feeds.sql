-- The calendars to which programs of others subscribe: one address for each person. The key itself is kept nowhere.
create table auth.calendar_feed (
  org_id uuid not null,
  person_id uuid not null,
  key_hash text collate "C" not null,    -- SHA-256 of the address's key, base64url
  made_at text collate "C" not null,     -- ISO 8601 UTC
  read_at text collate "C",              -- the day on which a program last read it
  primary key (org_id, person_id),
  unique (org_id, key_hash)
);
call store.protect('auth.calendar_feed');

grant select, insert, update, delete on auth.calendar_feed to outpost_app;
