-- The tenant's clock, journal and feeds, and what the write path keeps beside the records (P-1, P-4, P-5).
-- Every key begins with org_id, and row security is forced on every table (P-2): with the tenant unset, nothing is there.

create schema store;
create schema report;

-- outpost_app: what the server works as. It owns nothing, bypasses nothing, and signs in through a role of its own (app-role.ts).
-- outpost_identity: owns the few functions that must look across tenants before one is known (0002).
-- Roles belong to the whole cluster: another database of it may have made them already.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'outpost_app') then create role outpost_app nologin nobypassrls; end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'outpost_identity') then create role outpost_identity nologin nobypassrls; end if;
exception when duplicate_object or unique_violation then null;
end $$;

revoke all on schema store, report, public from public;
grant usage on schema store, report to outpost_app;

create function store.tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.org_id', true), '')::uuid;
grant execute on function store.tenant() to outpost_app;

-- Row security for one table: the tenant's rows for the app, and for nobody else, its owner included.
create procedure store.protect(name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format(
    'create policy tenant on %s to outpost_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
    ' with check (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
end $$;
revoke execute on procedure store.protect(regclass) from public;

create table store.tenants (
  org_id uuid primary key,
  name text not null,
  currency text not null,
  time_zone text not null,
  created_at text collate "C" not null
);

-- The one row that every write locks first: numbers are given in order of commit, so no reader can skip one (S-1).
create table store.clock (
  org_id uuid primary key references store.tenants,
  head bigint not null default 0,
  hash bytea,                          -- null before the first row
  durable bigint not null default 0,   -- what every restore would contain, where backups say so (S-1c)
  floor bigint not null default 0      -- the horizon of tombstones (S-1a, K-6)
);

-- P-5. `payload` is the canonical JSON that the digest covers; the columns beside it repeat what is looked up by, and are
-- checked against it. Rows are only ever added: the app may neither change nor delete one.
create table store.journal (
  org_id uuid not null,
  n bigint not null,
  act uuid,
  record uuid,
  entity text collate "C",
  kind text collate "C" not null,
  at text collate "C" not null,
  salt bytea,                          -- null with its payload: erased by law, the chain stays whole
  payload text,
  digest bytea not null,
  hash bytea not null,
  primary key (org_id, n)
);
create index journal_act on store.journal (org_id, act, n) where act is not null;
create index journal_record on store.journal (org_id, record, n) where record is not null;
create index journal_at on store.journal (org_id, at, n);

-- A-3: each record under each token that may see it, once, with its newest number; `gone` is a departure (A-4).
-- `since` is the number at which the record came under the token (S-9).
create table store.feed (
  org_id uuid not null,
  token text collate "C" not null,
  id uuid not null,
  entity text collate "C" not null,
  n bigint not null,
  gone boolean not null,
  since bigint not null,
  primary key (org_id, token, id)
);
create index feed_news on store.feed (org_id, token, n, id);

-- S-9: since when a person holds a token.
create table store.token_hold (
  org_id uuid not null,
  user_id uuid not null,
  token text collate "C" not null,
  since bigint not null,
  primary key (org_id, user_id, token)
);

-- S-2: every act that was ever decided, with its first answer.
create table store.act (
  org_id uuid not null,
  id uuid not null,
  author uuid not null,
  device uuid not null,
  number bigint not null,
  status text collate "C" not null,
  n bigint not null,
  group_id uuid,
  undoes uuid,
  undone_by uuid,
  answer jsonb not null,
  primary key (org_id, id)
);

-- S-2b: the last number of each device.
create table store.device (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  last bigint not null,
  primary key (org_id, id)
);

-- S-4c: groups that an undo has closed.
create table store.undone_group (
  org_id uuid not null,
  id uuid not null,
  primary key (org_id, id)
);

-- Which kind of record an id belongs to: one id, one record, over all kinds.
create table store.record_home (
  org_id uuid not null,
  id uuid not null,
  entity text collate "C" not null,
  primary key (org_id, id)
);

-- Every reference between records, both ends: children of a parent, and what must be repointed when duplicates merge (S-4f).
create table store.reference (
  org_id uuid not null,
  target_id uuid not null,
  entity text collate "C" not null,
  field text collate "C" not null,
  id uuid not null,
  primary key (org_id, target_id, entity, field, id)
);

-- Q-4: the words by which search finds a record.
create table store.search_token (
  org_id uuid not null,
  entity text collate "C" not null,
  token text collate "C" not null,
  id uuid not null,
  primary key (org_id, entity, token, id)
);

-- K-3: keys of tenants' own fields, and of all fields of their own objects. One of `text_key` and `number_key` is set.
create table store.record_key (
  org_id uuid not null,
  entity text collate "C" not null,
  field text collate "C" not null,
  id uuid not null,
  text_key text collate "C",
  number_key double precision,
  primary key (org_id, entity, field, id)
);
create index record_key_text on store.record_key (org_id, entity, field, text_key, id);
create index record_key_number on store.record_key (org_id, entity, field, number_key, id);

-- K-3: the records of tenants' own objects, all kinds together: no tenant causes DDL.
create table store.custom_object (
  org_id uuid not null,
  id uuid not null,
  entity text collate "C" not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  primary key (org_id, id)
);
create index custom_object_entity on store.custom_object (org_id, entity, life, id);

-- How far each reader of the journal has come.
create table store.reader_cursor (
  org_id uuid not null,
  reader text collate "C" not null,
  n bigint not null,
  primary key (org_id, reader)
);

-- Idea 4: what became of each intent; the claim is committed before anything leaves the house.
create table store.intent (
  org_id uuid not null,
  intent text collate "C" not null,
  id uuid not null,
  status text collate "C" not null,     -- waiting, claimed, done, failed, unclear
  n bigint not null,                    -- carried out once this number is durable
  attempts integer not null default 0,
  not_before text collate "C",          -- the next try
  outcome jsonb,
  claimed_at text collate "C",
  primary key (org_id, intent, id)
);
create index intent_open on store.intent (org_id, intent, status, n);

do $$
declare name text;
begin
  foreach name in array array['tenants', 'clock', 'journal', 'feed', 'token_hold', 'act', 'device', 'undone_group', 'record_home',
      'reference', 'search_token', 'record_key', 'custom_object', 'reader_cursor', 'intent'] loop
    call store.protect(('store.' || name)::regclass);
  end loop;
end $$;

-- The least that each table needs.
grant select, insert, update on store.tenants, store.clock, store.act, store.device, store.reader_cursor, store.intent to outpost_app;
grant select, insert on store.journal, store.undone_group to outpost_app;
grant select, insert, update, delete on store.feed, store.token_hold, store.record_home, store.reference, store.search_token,
  store.record_key, store.custom_object to outpost_app;

create view report.journal with (security_invoker) as
  select n, at, kind, entity, record, act, payload::jsonb ->> 'label' as label, (payload::jsonb ->> 'by')::uuid as author,
    payload::jsonb -> 'changed' as changed, payload::jsonb -> 'superseded' as superseded
  from store.journal;
grant select on report.journal to outpost_app;
