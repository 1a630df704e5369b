-- PLT-26: the plan of an organisation, its limits, its suspension and its end.
alter table store.tenants
  add column plan text collate "C" not null default 'self-hosted',
  add column quotas jsonb not null default '{}',        -- by key of the quota: a number; none: no limit
  add column suspended_at text collate "C",             -- an operator has suspended it
  add column deletes_at timestamptz,                    -- the end of the grace after which it is erased
  add column deletes_by uuid;                           -- the owner who asked for that

-- How many living records of each kind a tenant has. Every write adds its own changes in its transaction, under the tenant's clock.
create table store.record_count (
  org_id uuid not null,
  entity text collate "C" not null,
  alive bigint not null,
  primary key (org_id, entity)
);
call store.protect('store.record_count');
grant select, insert, update on store.record_count to outpost_app;

-- What the tables of kinds of record hold so far. The owner is kept to row security like everybody else, but for these statements.
do $$
declare source regclass;
begin
  if to_regclass('store.record_home') is null then return; end if;
  alter table store.record_home no force row level security;
  alter table store.record_count no force row level security;
  for source in
    select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'store' and c.relkind = 'r'
      and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('org_id', 'id', 'life', 'shared_with')) = 4
  loop
    execute format('alter table %s no force row level security', source);
    execute format(
      'insert into store.record_count (org_id, entity, alive)
         select r.org_id, h.entity, count(*) from %s r join store.record_home h on h.org_id = r.org_id and h.id = r.id
         where r.life = ''alive'' group by 1, 2
       on conflict (org_id, entity) do update set alive = store.record_count.alive + excluded.alive', source);
    execute format('alter table %s force row level security', source);
  end loop;
  alter table store.record_home force row level security;
  alter table store.record_count force row level security;
end $$;

-- The end of an organisation. The app may not delete rows of the journal, and may not set the end of the grace: functions of a role of their
-- own do, by the database's clock.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'outpost_ender') then create role outpost_ender nologin nobypassrls; end if;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema store, auth to outpost_ender;

revoke update on store.tenants from outpost_app;
grant update (name, currency, time_zone, slug, plan, quotas, suspended_at) on store.tenants to outpost_app;

create function store.has_ended() returns boolean language sql stable
  return exists (select 1 from store.tenants t where t.org_id = store.tenant() and t.deletes_at <= now());
grant execute on function store.tenant(), store.has_ended() to outpost_ender;

create policy ending_read on store.tenants for select to outpost_ender using (org_id = store.tenant());
create policy ending_set on store.tenants for update to outpost_ender using (org_id = store.tenant());
create policy ending_end on store.tenants for delete to outpost_ender using (org_id = store.tenant() and deletes_at <= now());
grant select, update (deletes_at, deletes_by), delete on store.tenants to outpost_ender;

-- Lets the erasing role delete the rows of a tenant whose grace has ended, and nothing else.
create procedure store.let_end(name regclass) language plpgsql as $$
begin
  execute format('create policy ending on %s to outpost_ender using (org_id = store.tenant() and (select store.has_ended()))', name);
  execute format('grant select, delete on %s to outpost_ender', name);
end $$;
revoke execute on procedure store.let_end(regclass) from public;

create or replace procedure store.protect(name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format(
    'create policy tenant on %s to outpost_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
    ' with check (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
  call store.let_end(name);
end $$;
revoke execute on procedure store.protect(regclass) from public;

create function store.tables_of_tenants() returns setof regclass language sql stable set search_path = pg_catalog as $$
  select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
  where c.relkind = 'r' and n.nspname in ('store', 'auth') and c.oid <> 'store.tenants'::regclass
  order by c.oid = 'store.clock'::regclass, c.oid
$$;
grant execute on function store.tables_of_tenants() to outpost_ender;
do $$
declare source regclass;
begin
  for source in select store.tables_of_tenants() loop call store.let_end(source); end loop;
end $$;
-- A trigger marks changed rights on the clock's row.
grant update (rights) on store.clock to outpost_ender;

create function auth.begin_ending(asked_by uuid) returns void language sql security definer set search_path = pg_catalog
as $$ update store.tenants set deletes_at = now() + interval '30 days', deletes_by = asked_by where org_id = store.tenant() and deletes_at is null $$;
create function auth.stop_ending() returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  update store.tenants set deletes_at = null, deletes_by = null where org_id = store.tenant() and deletes_at is not null;
  return found;
end $$;

-- Removes accounts that belong to no organisation any more.
create function auth.forget_accounts(asked uuid[]) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from auth.factor f where f.identity_id = any(asked) and not exists (select 1 from auth.membership m where m.identity_id = f.identity_id);
  delete from auth.identity i where i.id = any(asked) and not exists (select 1 from auth.membership m where m.identity_id = i.id);
end $$;
grant delete on auth.identity, auth.factor to outpost_identity;

create function auth.erase_tenant() returns boolean language plpgsql security definer set search_path = pg_catalog as $$
declare
  source regclass;
  accounts uuid[];
begin
  if not store.has_ended() then return false; end if;
  select array_agg(identity_id) into accounts from auth.membership where org_id = store.tenant();
  for source in select store.tables_of_tenants() loop
    execute format('delete from %s where org_id = $1', source) using store.tenant();
  end loop;
  delete from store.tenants where org_id = store.tenant();
  perform auth.forget_accounts(coalesce(accounts, '{}'));
  return true;
end $$;

grant outpost_identity, outpost_ender to current_user;
grant create on schema auth to outpost_ender, outpost_identity;
alter function auth.begin_ending(uuid) owner to outpost_ender;
alter function auth.stop_ending() owner to outpost_ender;
alter function auth.erase_tenant() owner to outpost_ender;
alter function auth.forget_accounts(uuid[]) owner to outpost_identity;
revoke create on schema auth from outpost_ender, outpost_identity;
revoke execute on function auth.begin_ending(uuid), auth.stop_ending(), auth.erase_tenant(), auth.forget_accounts(uuid[]) from public;
grant execute on function auth.begin_ending(uuid), auth.stop_ending(), auth.erase_tenant() to outpost_app;
grant execute on function auth.forget_accounts(uuid[]) to outpost_ender;
