-- Invitations (issue 14): an address is asked to sign in as a person of a tenant. The person's record has the roles; this table has the
-- code that proves the address. One row for each person: sent again, it has another code.
create table auth.invite (
  org_id uuid not null,
  person_id uuid not null,
  email_key text collate "C" not null,  -- folded
  code_hash bytea,                      -- SHA-256 of 100 random bits; null once accepted or taken back
  made_by uuid not null,
  sent_at text collate "C" not null,
  expires_at text collate "C" not null,
  accepted_at text collate "C",
  revoked_at text collate "C",
  primary key (org_id, person_id)
);
create unique index invite_code on auth.invite (code_hash) where code_hash is not null;
create index invite_sent on auth.invite (org_id, sent_at);
call store.protect('auth.invite');
create policy by_identity on auth.invite for select to outpost_identity using (true);
grant select, insert, update, delete on auth.invite to outpost_app;
grant select on auth.invite to outpost_identity;

-- Whose invitation a code is, in whichever tenant. The app asks for one code at a time, and cannot list invitations.
create function auth.find_invite(asked_hash bytea)
  returns table (org_id uuid, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.org_id, i.person_id from auth.invite i where i.code_hash = asked_hash;
  end;

grant create on schema auth to outpost_identity;
alter function auth.find_invite(bytea) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.find_invite(bytea) from public;
grant execute on function auth.find_invite(bytea) to outpost_app;
