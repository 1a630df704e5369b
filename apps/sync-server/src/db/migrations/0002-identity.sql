-- Sign-in. A person is global (auth.identity), a membership ties one to a person record of a tenant, a session is bound to one
-- tenant and one device.
--
-- Before sign-in no tenant is known, so three questions must be asked across tenants: who has this e-mail, where is this identity a
-- member, which tenants are there (for workers). They are functions owned by outpost_identity, a role that can't sign in and sees
-- nothing else; the app can call them for one e-mail or identity at a time, and can't list identities.

create schema auth;
revoke all on schema auth from public;
grant usage on schema auth to outpost_app, outpost_identity;
grant usage on schema store to outpost_identity;

create table auth.identity (
  id uuid primary key,
  email_key text collate "C" not null unique,   -- folded
  email text not null,
  password_hash text not null,                  -- Argon2id, PHC string
  password_changed_at text collate "C" not null
);
alter table auth.identity enable row level security;
alter table auth.identity force row level security;
create policy by_identity on auth.identity to outpost_identity using (true) with check (true);

create table auth.membership (
  org_id uuid not null,
  person_id uuid not null,
  identity_id uuid not null,
  created_at text collate "C" not null,
  primary key (org_id, person_id),
  unique (identity_id, org_id)
);
call store.protect('auth.membership');
create policy by_identity on auth.membership for select to outpost_identity using (true);
create policy tenants_are_known on store.tenants for select to outpost_identity using (true);

create table auth.session (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  identity_id uuid not null,
  device_id uuid not null,
  device_name text not null,
  generation integer not null,                  -- of its newest refresh token
  created_at text collate "C" not null,
  expires_at text collate "C" not null,         -- of its newest refresh token
  ended_at text collate "C",
  ended_why text,
  primary key (org_id, id)
);
create index session_person on auth.session (org_id, person_id);
call store.protect('auth.session');

-- Refresh tokens by their SHA-256; a successor is worked out again from its predecessor, so none is stored. All tokens of a session
-- are one family: one older than the predecessor of the newest ends it.
create table auth.refresh (
  org_id uuid not null,
  hash bytea not null,
  session_id uuid not null,
  generation integer not null,
  key_version integer not null,                 -- of the key that it was worked out with
  expires_at text collate "C" not null,
  primary key (org_id, hash),
  unique (org_id, session_id, generation),
  foreign key (org_id, session_id) references auth.session on delete cascade
);
call store.protect('auth.refresh');

-- Tries, counted before a password is looked at. `key` is a keyed hash: no e-mail lies here. A device that has signed in before
-- has a row of its own, so that tries from elsewhere don't lock it out.
create table auth.attempt (
  key bytea primary key,
  is_device boolean not null,
  failures integer not null,
  was_admitted boolean not null,                -- whether the newest try was let through to the password
  locked_until_ms bigint not null,              -- 0: not locked
  touched_ms bigint not null
);
create index attempt_touched on auth.attempt (touched_ms);

grant select, insert, update, delete on auth.membership, auth.session, auth.refresh, auth.attempt to outpost_app;
grant select, insert, update on auth.identity to outpost_identity;
grant select on auth.membership, store.tenants to outpost_identity;

create function auth.find_identity(asked_key text)
  returns table (identity_id uuid, password_hash text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.id, i.password_hash from auth.identity i where i.email_key = asked_key;
  end;

create function auth.memberships_of(asked_identity uuid)
  returns table (org_id uuid, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select m.org_id, m.person_id from auth.membership m where m.identity_id = asked_identity order by m.created_at, m.org_id;
  end;

create function auth.tenant_ids()
  returns table (org_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select t.org_id from store.tenants t order by t.created_at, t.org_id;
  end;

-- Makes an identity, or finds the one that has this e-mail already: its password stays as it is.
create function auth.make_identity(new_id uuid, new_key text, new_email text, new_hash text, new_at text)
  returns table (identity_id uuid, is_new boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  insert into auth.identity (id, email_key, email, password_hash, password_changed_at)
    values (new_id, new_key, new_email, new_hash, new_at) on conflict (email_key) do nothing;
  return query select i.id, i.id = new_id from auth.identity i where i.email_key = new_key;
end $$;

-- The account by which a person of the present tenant signs in. No tenant, no row.
create function auth.account_of(asked_person uuid)
  returns table (identity_id uuid, email text, password_hash text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.id, i.email, i.password_hash from auth.membership m join auth.identity i on i.id = m.identity_id
      where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person;
  end;

-- Gives that account another password.
create function auth.change_password(asked_person uuid, new_hash text, new_at text)
  returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.identity set password_hash = new_hash, password_changed_at = new_at
      where id = (select m.identity_id from auth.membership m
        where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person);
  end;

-- The owner hands the functions over: it must be a member of the role for that, and the role may create only for as long.
grant outpost_identity to current_user;
grant create on schema auth to outpost_identity;
alter function auth.find_identity(text) owner to outpost_identity;
alter function auth.memberships_of(uuid) owner to outpost_identity;
alter function auth.tenant_ids() owner to outpost_identity;
alter function auth.make_identity(uuid, text, text, text, text) owner to outpost_identity;
alter function auth.account_of(uuid) owner to outpost_identity;
alter function auth.change_password(uuid, text, text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;

revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to outpost_app;
