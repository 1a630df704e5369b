-- ADR 72: the journal also records sign-ins, refusals, exports and the like. They wait here, written in the transaction of what they
-- report, so that signing in never waits for the tenant's clock. A worker appends them to the chain within seconds.

create table store.event_waiting (
  org_id uuid not null,
  seq bigint generated always as identity,
  event jsonb not null,
  due_ms bigint not null,
  counted text collate "C",             -- the key of event_count whose surplus this row reports; null: it reports itself
  hour_ms bigint,
  primary key (org_id, seq)
);
create index event_due on store.event_waiting (due_ms, org_id);

-- How often an event with the same key happened within an hour. Beyond a bound it is only counted, so that nobody fills the journal.
create table store.event_count (
  org_id uuid not null,
  key text collate "C" not null,
  hour_ms bigint not null,
  times integer not null,
  primary key (org_id, key, hour_ms)
);

-- What rows of the classes "security" and "compliance" are found by. It repeats the journal and can be made from it again: rows without
-- a class have none, so an ordinary change of a record costs nothing.
create table store.audit_entry (
  org_id uuid not null,
  n bigint not null,
  class text collate "C" not null,
  action text collate "C" not null,
  outcome text collate "C" not null,
  at text collate "C" not null,
  person uuid,
  account text collate "C",             -- keyed hash of the address that was entered
  address text collate "C",
  entity text collate "C",
  record uuid,
  primary key (org_id, n)
);
create index audit_entry_class on store.audit_entry (org_id, class, n);
create index audit_entry_action on store.audit_entry (org_id, action, n);
create index audit_entry_outcome on store.audit_entry (org_id, outcome, n);
create index audit_entry_entity on store.audit_entry (org_id, entity, n) where entity is not null;
create index audit_entry_person on store.audit_entry (org_id, person, n) where person is not null;
create index audit_entry_address on store.audit_entry (org_id, address, n) where address is not null;
create index audit_entry_record on store.audit_entry (org_id, record, n) where record is not null;

-- Sign-ins that fail for an address without an account belong to no tenant. Only their number by hour is kept.
create table auth.unplaced_event (
  hour_ms bigint not null,
  action text collate "C" not null,
  times bigint not null,
  primary key (hour_ms, action)
);

do $$
declare name text;
begin
  foreach name in array array['event_waiting', 'event_count', 'audit_entry'] loop
    call store.protect(('store.' || name)::regclass);
  end loop;
end $$;

grant select, insert, update, delete on store.event_waiting, store.event_count to outpost_app;
grant select, insert on store.audit_entry to outpost_app;
grant update, delete on store.audit_entry to outpost_eraser;
grant select, insert, update, delete on auth.unplaced_event to outpost_app;

-- Queues one event of the present tenant. `bound`: so many of one key and hour are queued one by one; the others are counted, and their
-- number is queued once, for the end of the hour. A null key is never counted.
create function store.note_event(in_org uuid, new_event jsonb, now_ms bigint, new_key text, bound integer) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  hour bigint := now_ms - now_ms % 3600000;
  so_far integer := 1;
begin
  if new_key is not null then
    insert into store.event_count as c (org_id, key, hour_ms, times) values (in_org, new_key, hour, 1)
      on conflict (org_id, key, hour_ms) do update set times = c.times + 1 returning times into so_far;
    if so_far = bound + 1 then
      insert into store.event_waiting (org_id, event, due_ms, counted, hour_ms) values (in_org, new_event, hour + 3600000, new_key, hour);
    end if;
    if so_far > bound then return; end if;
  end if;
  insert into store.event_waiting (org_id, event, due_ms) values (in_org, new_event, now_ms);
end $$;
revoke execute on function store.note_event(uuid, jsonb, bigint, text, integer) from public;
grant execute on function store.note_event(uuid, jsonb, bigint, text, integer) to outpost_app, outpost_identity;

grant select, insert, update on store.event_count to outpost_identity;
grant select, insert on store.event_waiting to outpost_identity;
grant select, insert, update on auth.unplaced_event to outpost_identity;
create policy by_identity on store.event_waiting to outpost_identity using (true) with check (true);
create policy by_identity on store.event_count to outpost_identity using (true) with check (true);

-- Queues an event for each tenant of an account, before any tenant is known. The person of the account in that tenant is added. For an
-- unknown account only the number counts.
create function auth.note_of_account(asked_identity uuid, new_event jsonb, now_ms bigint, new_key text, bound integer) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  is_known boolean := false;
begin
  for one in select m.org_id, m.person_id from auth.membership m where m.identity_id = asked_identity loop
    is_known := true;
    perform store.note_event(one.org_id, new_event || jsonb_build_object('about', one.person_id), now_ms, new_key, bound);
  end loop;
  if not is_known then
    insert into auth.unplaced_event as u (hour_ms, action, times) values (now_ms - now_ms % 3600000, new_event ->> 'action', 1)
      on conflict (hour_ms, action) do update set times = u.times + 1;
  end if;
end $$;

create function auth.tenants_with_events(now_ms bigint) returns table (org_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select distinct w.org_id from store.event_waiting w where w.due_ms <= now_ms;
  end;

grant outpost_identity to current_user;
grant create on schema auth to outpost_identity;
alter function auth.note_of_account(uuid, jsonb, bigint, text, integer) owner to outpost_identity;
alter function auth.tenants_with_events(bigint) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.note_of_account(uuid, jsonb, bigint, text, integer), auth.tenants_with_events(bigint) from public;
grant execute on function auth.note_of_account(uuid, jsonb, bigint, text, integer), auth.tenants_with_events(bigint) to outpost_app;

-- Rows from before: erasures, and changes of people and roles.
alter table store.audit_entry no force row level security;
alter table store.journal no force row level security;
insert into store.audit_entry (org_id, n, class, action, outcome, at, person, entity, record)
select j.org_id, j.n,
  case when j.kind = 'erasure' then 'compliance' else 'security' end,
  case when j.kind = 'erasure' then 'records/erased' else 'rights/changed' end,
  'done', j.at, (j.payload::jsonb ->> 'by')::uuid, j.entity, j.record
from store.journal j
where j.payload is not null and (j.kind = 'erasure' or (j.kind in ('created', 'changed') and j.entity in ('platform/person', 'platform/role')));
alter table store.audit_entry force row level security;
alter table store.journal force row level security;
