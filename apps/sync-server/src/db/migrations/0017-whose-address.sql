-- A-1, A-5: by what people sign in follows their records. An identity whose person is gone holds no address (email_key is null), so that the
-- address is free; the password is kept for a person who comes back. `must_change`: the password was given by an administrator.

alter table auth.identity alter column email_key drop not null;
alter table auth.identity add column must_change boolean not null default false;

-- People of the present tenant who can sign in, with the folded address by which they do.
create function auth.addresses_of(asked uuid[])
  returns table (person_id uuid, email_key text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select m.person_id, i.email_key from auth.membership m join auth.identity i on i.id = m.identity_id
      where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = any(asked) and i.email_key is not null;
  end;

-- Who of the present tenant signs in by these addresses.
create function auth.people_at(asked_keys text[])
  returns table (person_id uuid, email_key text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select m.person_id, i.email_key from auth.identity i join auth.membership m on m.identity_id = i.id
      where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and i.email_key = any(asked_keys);
  end;

-- Gives the account of a person of the present tenant another address; a null key takes it away. Does nothing where somebody else has the
-- address, and where the account opens another tenant too: no tenant decides for another one how its people sign in.
create function auth.move_account(asked_person uuid, new_key text, new_email text)
  returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  own uuid;
begin
  select m.identity_id into own from auth.membership m
    where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person;
  if own is null or (select count(*) from auth.membership m where m.identity_id = own) > 1 then return false; end if;
  update auth.identity i set email_key = new_key, email = coalesce(new_email, i.email) where i.id = own;
  return true;
exception when unique_violation then
  return false;
end $$;

drop function auth.make_identity(uuid, text, text, text, text);
-- The same as before, with whether the password was given by somebody else.
create function auth.make_identity(new_id uuid, new_key text, new_email text, new_hash text, new_at text, is_given boolean)
  returns table (identity_id uuid, is_new boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  insert into auth.identity (id, email_key, email, password_hash, password_changed_at, must_change)
    values (new_id, new_key, new_email, new_hash, new_at, is_given) on conflict (email_key) do nothing;
  return query select i.id, i.id = new_id from auth.identity i where i.email_key = new_key;
end $$;

drop function auth.find_identity(text);
create function auth.find_identity(asked_key text)
  returns table (identity_id uuid, password_hash text, must_change boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.id, i.password_hash, i.must_change from auth.identity i where i.email_key = asked_key;
  end;

drop function auth.account_of(uuid);
create function auth.account_of(asked_person uuid)
  returns table (identity_id uuid, email text, password_hash text, must_change boolean, has_address boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.id, i.email, i.password_hash, i.must_change, i.email_key is not null
      from auth.membership m join auth.identity i on i.id = m.identity_id
      where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person;
  end;

-- A password that its owner has chosen.
create or replace function auth.change_password(asked_person uuid, new_hash text, new_at text)
  returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.identity set password_hash = new_hash, password_changed_at = new_at, must_change = false
      where id = (select m.identity_id from auth.membership m
        where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person);
  end;

-- A password that an administrator has given: it opens nothing but the choice of another one.
create function auth.give_password(asked_person uuid, new_hash text, new_at text)
  returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.identity set password_hash = new_hash, password_changed_at = new_at, must_change = true
      where id = (select m.identity_id from auth.membership m
        where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person);
  end;

-- The owner hands the functions over: the role may create only for as long.
grant create on schema auth to outpost_identity;
alter function auth.addresses_of(uuid[]) owner to outpost_identity;
alter function auth.people_at(text[]) owner to outpost_identity;
alter function auth.move_account(uuid, text, text) owner to outpost_identity;
alter function auth.make_identity(uuid, text, text, text, text, boolean) owner to outpost_identity;
alter function auth.find_identity(text) owner to outpost_identity;
alter function auth.account_of(uuid) owner to outpost_identity;
alter function auth.give_password(uuid, text, text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;

revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to outpost_app;
