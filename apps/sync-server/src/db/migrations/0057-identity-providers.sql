-- Identity providers of tenants, the domains that they speak for, and whom they have let in (issue 14, ADR 76).

create table auth.identity_provider (
  org_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,       -- oidc, saml
  name text not null,                   -- as people see it: "Continue with <name>"
  issuer text collate "C" not null,     -- OpenID Connect: the issuer; SAML: the entity id of the provider
  client_id text collate "C" not null,  -- our name at the provider
  sealed text,                          -- the client's secret, encrypted under the server's key; null: none
  details jsonb not null default '{}',  -- what one kind alone needs
  roles jsonb not null,                 -- which roles new people get
  provisions boolean not null,          -- whether people who are not there yet are added when they sign in
  trusts_email boolean not null,        -- whether an address counts that the provider does not mark as verified
  made_at text collate "C" not null,
  primary key (org_id, id)
);
create table auth.sso_domain (
  org_id uuid not null,
  domain text collate "C" not null,
  token text collate "C" not null,      -- what the TXT record says
  made_at text collate "C" not null,
  verified_at text collate "C",         -- null: the tenant has not proved that the domain is its own
  primary key (org_id, domain)
);
create unique index sso_domain_of_one on auth.sso_domain (domain) where verified_at is not null;
create table auth.sso_link (
  org_id uuid not null,
  provider_id uuid not null,
  subject text collate "C" not null,    -- the person's name at the provider, which never changes
  person_id uuid not null,
  identity_id uuid not null,
  linked_at text collate "C" not null,
  primary key (org_id, provider_id, subject)
);
create index sso_link_of_person on auth.sso_link (org_id, person_id);
-- A sign-in whose address has an account already: its person proves that it is theirs.
create table auth.sso_pending (
  org_id uuid not null,
  hash bytea not null,                  -- SHA-256 of 256 random bits
  provider_id uuid not null,
  subject text collate "C" not null,
  identity_id uuid not null,
  email text not null,
  name text not null,
  roles jsonb not null,
  device_id uuid not null,
  device_name text not null,
  proof_key text collate "C",
  tries integer not null default 0,
  expires_ms bigint not null,
  primary key (org_id, hash)
);
create table auth.sso_rule (
  org_id uuid primary key,
  is_enforced boolean not null,         -- people come in by the provider only
  asks_second boolean not null,         -- the step after a first factor also comes after the provider
  break_glass uuid[] not null           -- people who keep their password, with a second factor
);
call store.protect('auth.identity_provider');
call store.protect('auth.sso_domain');
call store.protect('auth.sso_link');
call store.protect('auth.sso_pending');
call store.protect('auth.sso_rule');
grant select, insert, update, delete on auth.identity_provider, auth.sso_domain, auth.sso_link, auth.sso_pending, auth.sso_rule to outpost_app;

-- Before a tenant is known: which providers speak for a domain, and whose a provider is. Neither tells anything about accounts.
create policy by_identity on auth.identity_provider for select to outpost_identity using (true);
create policy by_identity on auth.sso_domain for select to outpost_identity using (true);
grant select on auth.identity_provider, auth.sso_domain to outpost_identity;
create function auth.providers_of_domain(asked_domain text)
  returns table (org_id uuid, id uuid, name text, kind text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select p.org_id, p.id, p.name, p.kind from auth.sso_domain d join auth.identity_provider p on p.org_id = d.org_id
      where d.domain = asked_domain and d.verified_at is not null order by p.name, p.id;
  end;
create function auth.tenant_of_provider(asked_provider uuid)
  returns table (org_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select p.org_id from auth.identity_provider p where p.id = asked_provider;
  end;
grant create on schema auth to outpost_identity;
alter function auth.providers_of_domain(text) owner to outpost_identity;
alter function auth.tenant_of_provider(uuid) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to outpost_app;
