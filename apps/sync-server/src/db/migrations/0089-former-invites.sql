-- PLT-17: the codes of invitations that can no longer be used, so that their owner reads why. A code of 100 random bits is known to
-- the reader of the invited mailbox alone, so the reason reveals nothing to others.
create table auth.former_invite (
  org_id uuid not null,
  person_id uuid not null,
  code_hash bytea not null,             -- as in auth.invite
  why text collate "C" not null check (why in ('used', 'taken-back', 'sent-again')),
  ended_at text collate "C" not null,
  primary key (org_id, code_hash)
);
create unique index former_invite_code on auth.former_invite (code_hash);
create index former_invite_person on auth.former_invite (org_id, person_id);
call store.protect('auth.former_invite');
create policy by_identity on auth.former_invite for select to outpost_identity using (true);
grant select, insert, update, delete on auth.former_invite to outpost_app;
grant select on auth.former_invite to outpost_identity;

-- Why a code can no longer be used, in whichever tenant. The app asks for one code at a time, and cannot list them.
create function auth.find_former_invite(asked_hash bytea)
  returns table (why text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.why from auth.former_invite i where i.code_hash = asked_hash;
  end;

grant create on schema auth to outpost_identity;
alter function auth.find_former_invite(bytea) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.find_former_invite(bytea) from public;
grant execute on function auth.find_former_invite(bytea) to outpost_app;
