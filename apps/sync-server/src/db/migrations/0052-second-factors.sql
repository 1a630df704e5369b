-- Second factors, and the one step after every first factor (issue 14, ADR 66).

-- A person is global, and so are their factors. The app reaches those of one identity at a time.
create table auth.factor (
  id uuid primary key,
  identity_id uuid not null,
  kind text collate "C" not null,
  name text not null,
  sealed text,                          -- the secret or the telephone number, encrypted under the server's key
  newest_step bigint,                   -- totp: the time step of the newest code that was accepted; no earlier one counts again
  codes bytea[] not null default '{}',  -- backup codes that are left: keyed hashes
  made_ms bigint not null,
  confirmed_ms bigint,                  -- null: being set up
  used_ms bigint
);
create index factor_identity on auth.factor (identity_id);
alter table auth.factor enable row level security;
alter table auth.factor force row level security;
create policy by_identity on auth.factor to outpost_identity using (true) with check (true);
grant select, insert, update, delete on auth.factor to outpost_identity;

-- The step that a right first factor leads to. The asking device holds the challenge, and only its hash lies here.
create table auth.challenge (
  org_id uuid not null,
  hash bytea not null,                  -- SHA-256 of 256 random bits
  identity_id uuid not null,
  person_id uuid not null,
  device_id uuid not null,
  device_name text not null,
  is_known_device boolean not null,
  first_factor text collate "C" not null,
  proof bytea not null,                 -- keyed hash of what the first factor proved: another password ends the challenge
  is_set_up boolean not null,           -- a role wants a factor: the answer is the first code of one that is set up now
  factor_id uuid,                       -- that factor, once it is begun
  tries integer not null default 0,
  expires_ms bigint not null,
  primary key (org_id, hash)
);
create index challenge_expires on auth.challenge (org_id, expires_ms);
call store.protect('auth.challenge');
grant select, insert, update, delete on auth.challenge to outpost_app;

-- When a person first signed in under a role that wants a second factor: their days to set one up begin.
create table auth.factor_grace (
  org_id uuid not null,
  person_id uuid not null,
  since_ms bigint not null,
  primary key (org_id, person_id)
);
call store.protect('auth.factor_grace');
grant select, insert, delete on auth.factor_grace to outpost_app;

-- When the person of a session last proved who they are: by signing in, or before a dangerous act. Null: in a session from before this.
alter table auth.session add column proved_ms bigint;

create function auth.factors_of(asked_identity uuid)
  returns table (id uuid, kind text, name text, sealed text, newest_step bigint, codes_left integer, made_ms bigint, confirmed_ms bigint, used_ms bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select f.id, f.kind, f.name, f.sealed, f.newest_step, cardinality(f.codes), f.made_ms, f.confirmed_ms, f.used_ms
      from auth.factor f where f.identity_id = asked_identity order by f.made_ms, f.id;
  end;

create function auth.add_factor(new_id uuid, for_identity uuid, new_kind text, new_name text, new_sealed text, new_codes bytea[], at_ms bigint, is_confirmed boolean)
  returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into auth.factor (id, identity_id, kind, name, sealed, codes, made_ms, confirmed_ms)
      values (new_id, for_identity, new_kind, new_name, new_sealed, new_codes, at_ms, case when is_confirmed then at_ms end);
  end;

-- Uses a time step of a factor. Answers no row where this step, or a later one, was used: a code works once.
create function auth.take_step(asked_identity uuid, asked_factor uuid, step bigint, at_ms bigint)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.factor f set newest_step = step, used_ms = at_ms, confirmed_ms = coalesce(f.confirmed_ms, at_ms)
      where f.identity_id = asked_identity and f.id = asked_factor and (f.newest_step is null or f.newest_step < step) returning f.id;
  end;

-- Notes the use of a factor whose code was sent. The first use confirms it.
create function auth.use_factor(asked_identity uuid, asked_factor uuid, at_ms bigint)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.factor f set used_ms = at_ms, confirmed_ms = coalesce(f.confirmed_ms, at_ms)
      where f.identity_id = asked_identity and f.id = asked_factor returning f.id;
  end;

-- Uses a backup code. Answers no row where there is no such code left.
create function auth.take_backup_code(asked_identity uuid, code bytea, at_ms bigint)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.factor f set codes = array_remove(f.codes, code), used_ms = at_ms
      where f.identity_id = asked_identity and code = any(f.codes) returning f.id;
  end;

create function auth.remove_factors(asked_identity uuid, asked_factors uuid[])
  returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    delete from auth.factor f where f.identity_id = asked_identity and f.id = any(asked_factors);
  end;

-- The owner hands the functions over: the role may create only for as long.
grant create on schema auth to outpost_identity;
alter function auth.factors_of(uuid) owner to outpost_identity;
alter function auth.add_factor(uuid, uuid, text, text, text, bytea[], bigint, boolean) owner to outpost_identity;
alter function auth.take_step(uuid, uuid, bigint, bigint) owner to outpost_identity;
alter function auth.use_factor(uuid, uuid, bigint) owner to outpost_identity;
alter function auth.take_backup_code(uuid, bytea, bigint) owner to outpost_identity;
alter function auth.remove_factors(uuid, uuid[]) owner to outpost_identity;
revoke create on schema auth from outpost_identity;

revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to outpost_app;
