-- Notifications by Web Push and by text message (NTF-7 to NTF-12, ADR 170).

-- A browser or an app that takes pushes for a person. It ends with the session that made it.
create table store.push_subscription (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  session_id uuid not null,
  service text collate "C" not null,    -- the host of the push service, as people see it
  endpoint_hash bytea not null,         -- SHA-256 of the endpoint, which is a secret: one subscription belongs to one person
  sealed text collate "C" not null,     -- endpoint and keys, under the tenant's data key
  made_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, id)
);
create unique index push_subscription_endpoint on store.push_subscription (org_id, endpoint_hash);
create index push_subscription_person on store.push_subscription (org_id, person_id, made_at);
call store.protect('store.push_subscription');
grant select, insert, update, delete on store.push_subscription to outpost_app;

-- The number to which a person wants texts about notifications. They get some only after they have confirmed it by a code.
create table store.notice_number (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  number text collate "C" not null,     -- E.164
  made_at text collate "C" not null,    -- ISO 8601 UTC
  confirmed_at text collate "C",        -- null: not confirmed yet
  stopped_at text collate "C",          -- the number has answered with a word such as STOP
  primary key (org_id, id)
);
create unique index notice_number_person on store.notice_number (org_id, person_id);
create index notice_number_number on store.notice_number (org_id, number);
call store.protect('store.notice_number');
grant select, insert, update, delete on store.notice_number to outpost_app;

-- A push and a text are sent outside of a transaction: the try is noted before it begins, and what it has not reached.
alter table store.notice_due add column tries integer not null default 0;
alter table store.notice_due add column begun_at text collate "C"; -- null: no try has begun, or the last one has an outcome
alter table store.notice_due add column left_to uuid[];            -- the places that have not got it; null: all
