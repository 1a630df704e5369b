-- Visits of a tenant's websites by links of followed e-mails (MSG-80 to MSG-83, ADR 176). A visited page is one more row of what a receiver did
-- with an e-mail. Its target is "host/path", and its link the SHA-256 of "visit " and that.
alter table store.mail_use
  add column is_visit boolean not null default false,
  add column title text,                  -- of the page, as the website wrote it; null: no visit
  add column on_day text collate "C",     -- the day of the last visit in UTC; null: no visit
  add column day_uses integer;            -- the visits of that day

-- The websites of tenants that note visits: browsers ask before a tenant is known, so the list of tenants has them (as in 0071).
alter table store.tenants add column visited_hosts text[] not null default '{}';
create index tenants_visited_hosts on store.tenants using gin (visited_hosts);
grant update (visited_hosts) on store.tenants to outpost_app;

create function store.visited_hosts_in(fields jsonb) returns text[] language sql immutable set search_path = pg_catalog as $$
  select case when fields ->> 'notesVisits' = 'true' and fields ->> 'followsMails' = 'true' and jsonb_typeof(fields -> 'visitedHosts') = 'array'
    then array(select jsonb_array_elements_text(fields -> 'visitedHosts') order by 1) else '{}' end
$$;

create or replace function store.organisation_changed() returns trigger language plpgsql as $$
begin
  update store.tenants t set name = new.fields ->> 'name', currency = new.fields ->> 'currency', time_zone = new.fields ->> 'timeZone',
    kept_off_devices = coalesce(new.fields -> 'keptOffDevices', '[]'), visited_hosts = store.visited_hosts_in(new.fields)
  where t.org_id = new.org_id and new.life = 'alive'
    and (t.name, t.currency, t.time_zone, t.kept_off_devices, t.visited_hosts)
      is distinct from (new.fields ->> 'name', new.fields ->> 'currency', new.fields ->> 'timeZone', coalesce(new.fields -> 'keptOffDevices', '[]'), store.visited_hosts_in(new.fields));
  return null;
end $$;

-- Whether any tenant notes visits of a website. It does not say which: the website itself tells its visitors that it takes part.
create function auth.is_visited_host(asked text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (select 1 from store.tenants t where t.visited_hosts @> array[asked]);
  end;
grant create on schema auth to outpost_identity;
alter function auth.is_visited_host(text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.is_visited_host(text) from public;
grant execute on function auth.is_visited_host(text) to outpost_app;
