-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_saved_view;

create view report.platform_saved_view with (security_invoker) as
  select id,
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
    fields ->> 'forEntity' as "for_entity",
    fields ->> 'audience' as "audience",
    fields -> 'where' as "where",
    fields ->> 'search' as "search",
    fields ->> 'sort' as "sort",
    fields ->> 'group' as "group",
    fields ->> 'kind' as "kind",
    fields -> 'columns' as "columns",
    fields -> 'pins' as "pins",
    fields -> 'firstFor' as "first_for"
  from store.platform_saved_view;

grant select on report.platform_saved_view to outpost_app;
