-- A-2: a mark that changes with everything that rights and the tenant's kinds of record are worked out from. What a server has worked out
-- it may use again in a transaction that reads the same mark. Random: a restored database never comes to a mark a second time. Set by
-- triggers: so it holds for whoever changes those rows, a server of an older build and an operator included.
alter table store.clock add column rights uuid not null default gen_random_uuid();

create function store.rights_changed() returns trigger language plpgsql as $$
begin
  update store.clock c set rights = gen_random_uuid() from (select distinct org_id from changed) o where c.org_id = o.org_id;
  return null;
end $$;

-- Transition tables are for triggers of one event each.
create procedure store.watch_rights(name regclass) language plpgsql as $$
begin
  execute format('create trigger rights_insert after insert on %s referencing new table as changed for each statement execute function store.rights_changed()', name);
  execute format('create trigger rights_update after update on %s referencing new table as changed for each statement execute function store.rights_changed()', name);
  execute format('create trigger rights_delete after delete on %s referencing old table as changed for each statement execute function store.rights_changed()', name);
end $$;
revoke execute on procedure store.watch_rights(regclass) from public;

-- The tables of kinds of record come from the declarations: a schema made without them has none to watch.
do $$
declare name regclass;
begin
  for name in select to_regclass('store.' || t) from unnest(array['tenants', 'token_hold', 'platform_person', 'platform_role', 'platform_field_definition']) t loop
    if name is not null then call store.watch_rights(name); end if;
  end loop;
end $$;
