-- A person changes their own address (issue 14), in all their tenants at once: both addresses are proved by codes. Returns false where
-- another account has the address, and where the person of the present tenant has no account.
create function auth.change_address(asked_person uuid, new_key text, new_email text)
  returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update auth.identity i set email_key = new_key, email = new_email
    where i.id = (select m.identity_id from auth.membership m
      where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.person_id = asked_person);
  return found;
exception when unique_violation then
  return false;
end $$;

grant create on schema auth to outpost_identity;
alter function auth.change_address(uuid, text, text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
revoke execute on function auth.change_address(uuid, text, text) from public;
grant execute on function auth.change_address(uuid, text, text) to outpost_app;
