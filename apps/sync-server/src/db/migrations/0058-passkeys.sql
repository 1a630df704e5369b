-- Passkeys (issue 14, ADR 77). A passkey is a second factor of the kind "passkey", with its credential here.

create table auth.passkey (
  factor_id uuid primary key references auth.factor (id) on delete cascade,
  identity_id uuid not null,
  credential_id bytea not null unique,
  public_key bytea not null,             -- COSE
  counter bigint not null,               -- signatures of the authenticator; it may only rise, unless it stays 0
  transports text[] not null,
  may_be_copied boolean not null         -- the authenticator may copy it to other devices of the person
);
create index passkey_identity on auth.passkey (identity_id);
alter table auth.passkey enable row level security;
alter table auth.passkey force row level security;
create policy by_identity on auth.passkey to outpost_identity using (true) with check (true);
grant select, insert, update, delete on auth.passkey to outpost_identity;

-- What a page of the server asks a passkey for. It is the hand-back with the same id.
create table auth.passkey_ceremony (
  id bytea primary key,
  kind text collate "C" not null,        -- sign-in, answer or set-up
  wanted_org uuid,                       -- the organisation to sign in to, as asked before anybody is known
  identity_id uuid,                      -- the account, where it is known
  factor_id uuid,                        -- set-up: the factor that is being set up
  step bytea,                            -- SHA-256 of the secret of the step that the answer is for
  user_name text,                        -- set-up: as the authenticator shows the passkey; empty again at the end
  challenge bytea,                       -- 256 random bits that the passkey signs; null: none is open
  tries integer not null default 0,
  expires_ms bigint not null
);
create index passkey_ceremony_expires on auth.passkey_ceremony (expires_ms);

-- The right answer of a passkey, until the app uses it.
create table auth.passkey_answer (
  code bytea primary key,                -- SHA-256 of 192 random bits
  identity_id uuid not null,
  factor_id uuid not null,
  step bytea not null,
  expires_ms bigint not null
);
create index passkey_answer_expires on auth.passkey_answer (expires_ms);
grant select, insert, update, delete on auth.passkey_ceremony, auth.passkey_answer to outpost_app;

create function auth.find_passkey(asked bytea)
  returns table (factor_id uuid, identity_id uuid, credential_id bytea, public_key bytea, counter bigint, may_be_copied boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select p.factor_id, p.identity_id, p.credential_id, p.public_key, p.counter, p.may_be_copied
      from auth.passkey p join auth.factor f on f.id = p.factor_id
      where p.credential_id = asked and f.confirmed_ms is not null;
  end;

create function auth.passkeys_of(asked_identity uuid)
  returns table (credential_id bytea, transports text[])
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select p.credential_id, p.transports
      from auth.passkey p join auth.factor f on f.id = p.factor_id
      where p.identity_id = asked_identity and f.confirmed_ms is not null order by f.made_ms, f.id;
  end;

-- Answers no row where the factor is not being set up, or where it or the credential is there already.
create function auth.add_passkey(for_factor uuid, for_identity uuid, new_credential bytea, new_key bytea, new_counter bigint, new_transports text[], is_copied boolean)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into auth.passkey (factor_id, identity_id, credential_id, public_key, counter, transports, may_be_copied)
      select f.id, f.identity_id, new_credential, new_key, new_counter, new_transports, is_copied
        from auth.factor f where f.id = for_factor and f.identity_id = for_identity and f.kind = 'passkey' and f.confirmed_ms is null
      on conflict do nothing returning factor_id;
  end;

-- Answers no row where the count is not above the stored one: somebody uses a copy.
create function auth.use_passkey(asked_factor uuid, new_counter bigint, at_ms bigint)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    with counted as (
      update auth.passkey p set counter = new_counter
        where p.factor_id = asked_factor and (p.counter < new_counter or (p.counter = 0 and new_counter = 0)) returning p.factor_id
    )
    update auth.factor f set used_ms = at_ms from counted c where f.id = c.factor_id returning f.id;
  end;

-- The owner hands the functions over: the role may create only for as long.
grant create on schema auth to outpost_identity;
alter function auth.find_passkey(bytea) owner to outpost_identity;
alter function auth.passkeys_of(uuid) owner to outpost_identity;
alter function auth.add_passkey(uuid, uuid, bytea, bytea, bigint, text[], boolean) owner to outpost_identity;
alter function auth.use_passkey(uuid, bigint, bigint) owner to outpost_identity;
revoke create on schema auth from outpost_identity;

revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to outpost_app;
