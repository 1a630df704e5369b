-- Webhooks out (ADR 136): the addresses to which an organisation's events are sent, their secrets, and the deliveries.
create table store.webhook_endpoint (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,              -- who set what it sends and where: without rights of theirs it sends nothing
  name text not null,
  url text not null,
  content text collate "C" not null check (content in ('thin', 'full')),
  grants jsonb not null,                -- written grants: they narrow the rights of that person
  sends jsonb not null,                 -- kinds of record: [{entity, fields?, where?}]
  events jsonb not null,                -- types of events that change no record
  made_at text collate "C" not null,    -- ISO 8601 UTC
  off_at text collate "C",              -- null: it is on
  off_why text collate "C" check (off_why in ('person', 'failing', 'gone', 'filter')),
  failing_since text collate "C",       -- the first failed try since the last good answer
  tested jsonb,                         -- the outcome of the last test
  primary key (org_id, id)
);
create table store.webhook_secret (
  org_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  kind text collate "C" not null check (kind in ('hmac', 'ed25519')),
  sealed text not null,                 -- under the tenant's data key (ADR 110)
  shown text not null,                  -- the last characters of a secret, or a whole public key
  made_at text collate "C" not null,
  ends_at text collate "C",             -- of a replaced one
  primary key (org_id, id)
);
create index webhook_secret_of on store.webhook_secret (org_id, endpoint_id);
create table store.webhook_delivery (
  org_id uuid not null,
  endpoint_id uuid not null,
  n bigint not null,                    -- the journal row of the event
  type text collate "C" not null,
  entity text collate "C",
  subject uuid,                         -- the record or person whose events keep their order
  state text collate "C" not null check (state in ('waiting', 'done', 'dead', 'skipped')),
  tries integer not null,
  due_at text collate "C" not null,
  claimed_until text collate "C",       -- a worker sends it now
  fence bigint not null,                -- counts the claims; only the last one writes the outcome
  log jsonb not null,                   -- the tries: [{at, status, ms, fault}]
  request text,                         -- as sent at the last try
  answer text,
  made_at text collate "C" not null,
  done_at text collate "C",
  primary key (org_id, endpoint_id, n)
);
create index webhook_delivery_due on store.webhook_delivery (org_id, endpoint_id, due_at, n) where state = 'waiting';
create index webhook_delivery_order on store.webhook_delivery (org_id, endpoint_id, subject, n) where state = 'waiting';
create index webhook_delivery_made on store.webhook_delivery (org_id, made_at);
create index webhook_delivery_row on store.webhook_delivery (org_id, n);
call store.protect('store.webhook_endpoint');
call store.protect('store.webhook_secret');
call store.protect('store.webhook_delivery');
grant select, insert, update, delete on store.webhook_endpoint, store.webhook_secret, store.webhook_delivery to outpost_app;
grant delete on store.reader_cursor to outpost_app; -- the cursor of a removed endpoint
