-- PLT-18, ADR 115: the sign-in address of a person was changed by somebody else. A worker notes it in the journal and tells both
-- addresses by mail. The row is written in the transaction of the change, so that no change is without its notice.
create table auth.address_notice (
  org_id uuid not null,
  id bigint generated always as identity,
  person_id uuid not null,
  former text not null,
  next text not null,
  by_person uuid not null,              -- the author of the change
  changed_at text collate "C" not null, -- ISO 8601, UTC
  primary key (org_id, id)
);
call store.protect('auth.address_notice');
grant select, insert, delete on auth.address_notice to outpost_app;

-- Gives the account of a person of the present tenant another address; a null key takes it away. Returns the former address where
-- the account now signs in by another one, else null. Does nothing where somebody else has the address, and where the account opens
-- another tenant too: no tenant decides for another one how its people sign in.
drop function auth.move_account(uuid, text, text);
create function auth.move_account(asked_person uuid, new_key text, new_email text)
  returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  own uuid;
  former text;
  former_key text;
begin
  select m.identity_id into own from auth.membership m
    where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person;
  if own is null or (select count(*) from auth.membership m where m.identity_id = own) > 1 then return null; end if;
  select i.email, coalesce(i.email_key, lower(btrim(normalize(i.email, NFKC)))) into former, former_key from auth.identity i where i.id = own;
  update auth.identity i set email_key = new_key, email = coalesce(new_email, i.email) where i.id = own;
  return case when new_key is null or new_key = former_key then null else former end;
exception when unique_violation then
  return null;
end $$;

grant outpost_identity to current_user;
grant create on schema auth to outpost_identity;
alter function auth.move_account(uuid, text, text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.move_account(uuid, text, text) from public;
grant execute on function auth.move_account(uuid, text, text) to outpost_app;
