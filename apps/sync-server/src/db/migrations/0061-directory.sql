-- The directory of a tenant (issue 14): a program of the customer, such as Entra or Okta, that brings people and groups by SCIM 2.0.
-- Its token is an API key that opens nothing else.
alter table auth.api_key add column used_for text not null default 'api' check (used_for in ('api', 'directory'));
alter table auth.api_key add column used_at text collate "C"; -- of a directory: its last contact, to within a minute

-- How administrators want it. `invites`: people whom the directory adds are invited by e-mail.
create table auth.directory (
  org_id uuid primary key,
  invites boolean not null
);

-- What the directory says of a person beside their record. A person without a row here was made by somebody else.
create table auth.directory_person (
  org_id uuid not null,
  person_id uuid not null,
  user_name text not null,
  user_key text collate "C" not null,   -- in lower case
  external_id text collate "C",
  given_name text,
  family_name text,
  revision integer not null default 1,
  made_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, person_id)
);
create unique index directory_person_name on auth.directory_person (org_id, user_key);
create unique index directory_person_external on auth.directory_person (org_id, external_id) where external_id is not null;

-- A group of the directory. `roles`: what its members get, as administrators have set it: [{"role": key, "teamId": id or null}].
create table auth.directory_group (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  name_key text collate "C" not null,   -- in lower case
  external_id text collate "C",
  roles jsonb not null default '[]',
  revision integer not null default 1,
  made_at text collate "C" not null,
  changed_at text collate "C" not null,
  primary key (org_id, id)
);
create unique index directory_group_name on auth.directory_group (org_id, name_key);

create table auth.directory_member (
  org_id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  primary key (org_id, group_id, person_id)
);
create index directory_member_person on auth.directory_member (org_id, person_id);

call store.protect('auth.directory');
call store.protect('auth.directory_person');
call store.protect('auth.directory_group');
call store.protect('auth.directory_member');
grant select, insert, update, delete on auth.directory, auth.directory_person, auth.directory_group, auth.directory_member to outpost_app;
