-- Webhooks in (ADR 146): the sources from which an organisation takes records, and what they sent. Their secrets are in store.webhook_secret.
create table store.webhook_source (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,              -- who set what it writes: without rights of theirs it writes nothing
  name text not null,
  address text collate "C" not null,    -- the unguessable part of its address; no secret, since each request proves itself
  proof text collate "C" not null check (proof in ('standard', 'body', 'token')),
  header text collate "C",              -- of a signature of the body, or of a token
  grants jsonb not null,                -- written grants: they narrow the rights of that person
  mapping jsonb not null,
  made_at text collate "C" not null,    -- ISO 8601 UTC
  off_at text collate "C",              -- null: it is on
  refused_at text collate "C",          -- the last request without a right proof, noted once a minute at most
  refused_why text collate "C",
  primary key (org_id, id)
);
create unique index webhook_source_address on store.webhook_source (org_id, address);
create table store.webhook_received (
  org_id uuid not null,
  source_id uuid not null,
  key text collate "C" not null,        -- SHA-256 of the sender's id, or of the body where it sends none: a repetition is known by it
  n bigint not null generated always as identity, -- the order in which they came
  sent_id text,                         -- the sender's id, as people read it
  payload text,                         -- JSON; null: erased, or removed with a former member
  state text collate "C" not null check (state in ('waiting', 'done', 'failed', 'discarded')),
  outcome text collate "C" check (outcome in ('created', 'changed', 'same')),
  faults jsonb not null,                -- why it failed: [{field, message}]
  turn integer not null,                -- counts the tries that people asked for: each is an act of its own
  entity text collate "C",
  record_id uuid,                       -- what it made or changed
  claimed_until text collate "C",       -- a server applies it now
  fence bigint not null,                -- counts the claims; only the last one writes the outcome
  received_at text collate "C" not null,
  done_at text collate "C",
  primary key (org_id, source_id, key)
);
create unique index webhook_received_n on store.webhook_received (org_id, source_id, n);
create index webhook_received_open on store.webhook_received (org_id, source_id, state, n) where state in ('waiting', 'failed');
create index webhook_received_at on store.webhook_received (org_id, received_at);
create index webhook_received_record on store.webhook_received (org_id, record_id) where record_id is not null;
call store.protect('store.webhook_source');
call store.protect('store.webhook_received');
grant select, insert, update, delete on store.webhook_source, store.webhook_received to outpost_app;
