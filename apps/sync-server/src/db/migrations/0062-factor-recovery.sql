-- PLT-28, ADR 85: an administrator removes the second factors of a person who has lost them, after a delay.
create table auth.recovery (
  org_id uuid not null,
  person_id uuid not null,
  begun_by uuid not null,
  begun_ms bigint not null,
  due_ms bigint not null,
  stop_mac bytea not null,              -- keyed hash of the code in the person's mail, which stops it
  outcome text collate "C",             -- null: it waits. "done", "stopped" by the person, "taken-back" by an administrator
  set_up_ms bigint,                     -- after "done": when the person had a new factor
  primary key (org_id, person_id)
);
create index recovery_due on auth.recovery (org_id, due_ms) where outcome is null;
call store.protect('auth.recovery');
grant select, insert, update, delete on auth.recovery to outpost_app;

-- A person who stops a recovery by its code has no session: the code finds its tenant.
create function auth.recovery_by(code bytea)
  returns table (org_id uuid, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select r.org_id, r.person_id from auth.recovery r where r.stop_mac = code and r.outcome is null;
  end;
grant create on schema auth to outpost_identity;
alter function auth.recovery_by(bytea) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
grant select on auth.recovery to outpost_identity;
create policy by_code on auth.recovery for select to outpost_identity using (true);
revoke execute on function auth.recovery_by(bytea) from public;
grant execute on function auth.recovery_by(bytea) to outpost_app;

-- Failed sign-ins of unknown devices, over all accounts: of one block of addresses, and of all together, within a span of time.
create table auth.spray (
  key bytea primary key,
  since_ms bigint not null,
  failures integer not null
);
create index spray_since on auth.spray (since_ms);
alter table auth.spray enable row level security;
alter table auth.spray force row level security;
create policy counted on auth.spray to outpost_app using (true) with check (true);
grant select, insert, update, delete on auth.spray to outpost_app;
