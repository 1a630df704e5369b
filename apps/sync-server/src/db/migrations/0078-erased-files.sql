-- PLT-26: organisations that were erased, and whose files are still in the store of files. The row outlives the organisation: the
-- server may stop between the two, and the worker of files removes the files and then the row. It holds no more than an id.
create table auth.erased_files (
  erased_id uuid primary key
);
grant select, delete on auth.erased_files to outpost_app;
grant insert on auth.erased_files to outpost_ender;

create or replace function auth.erase_tenant() returns boolean language plpgsql security definer set search_path = pg_catalog as $$
declare
  source regclass;
  accounts uuid[];
begin
  if not store.has_ended() then return false; end if;
  select array_agg(identity_id) into accounts from auth.membership where org_id = store.tenant();
  insert into auth.erased_files (erased_id) values (store.tenant());
  for source in select store.tables_of_tenants() loop
    execute format('delete from %s where org_id = $1', source) using store.tenant();
  end loop;
  delete from store.tenants where org_id = store.tenant();
  perform auth.forget_accounts(coalesce(accounts, '{}'));
  return true;
end $$;
