-- The name of a second factor is changed by its person (issue 14).

-- Returns no row where the account has no such factor that is set up. Backup codes have no name of their own.
create function auth.rename_factor(asked_identity uuid, asked_factor uuid, new_name text)
  returns table (id uuid)
  language sql volatile security definer set search_path = pg_catalog, pg_temp
  begin atomic
    update auth.factor f set name = new_name
      where f.identity_id = asked_identity and f.id = asked_factor and f.confirmed_ms is not null and f.kind <> 'backup-codes' returning f.id;
  end;

-- The owner hands the function over: the role may create only for as long.
grant create on schema auth to outpost_identity;
alter function auth.rename_factor(uuid, uuid, text) owner to outpost_identity;
revoke create on schema auth from outpost_identity;

revoke execute on function auth.rename_factor(uuid, uuid, text) from public;
grant execute on function auth.rename_factor(uuid, uuid, text) to outpost_app;
