-- A-2: what a tenant's kinds of record are worked out from, as 0007 has it for the rest.
do $$
begin
  if to_regclass('store.platform_custom_object') is not null then call store.watch_rights('store.platform_custom_object'); end if;
end $$;

-- P-3: the records of tenants' own kinds for analysts, all kinds together: which fields they have, the tenant's definitions say.
create view report.custom_object with (security_invoker) as
  select id,
    entity,
    version,
    life,
    owner_id,
    team_id,
    shared_with,
    created_at::timestamptz as created_at,
    created_by,
    updated_at::timestamptz as updated_at,
    updated_by,
    fields ->> 'name' as "name",
    fields ->> 'parent' as "parent",
    fields
  from store.custom_object;

grant select on report.custom_object to outpost_app;
