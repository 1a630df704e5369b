-- Roles that identity providers have given, so that later sign-ins take no others away (issue 14, ADR 90). While a row stands, the person
-- holds the role in the whole tenant: the row goes with the role, in the same transaction.
create table auth.sso_role (
  org_id uuid not null,
  provider_id uuid not null,
  person_id uuid not null,
  role text collate "C" not null,       -- the key of the role
  given_at text collate "C" not null,   -- ISO 8601 UTC
  primary key (org_id, provider_id, person_id, role)
);
create index sso_role_of_person on auth.sso_role (org_id, person_id);
call store.protect('auth.sso_role');
grant select, insert, delete on auth.sso_role to outpost_app;

-- Whether the provider told the person's groups. Where it did not, the roles of a person who is there stay as they are.
alter table auth.sso_pending add column has_groups boolean not null default false;
