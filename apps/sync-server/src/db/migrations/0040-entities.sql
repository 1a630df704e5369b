-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_page_layout;

create view report.platform_page_layout with (security_invoker) as
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
    fields ->> 'forEntity' as "for_entity",
    fields -> 'sections' as "sections",
    fields -> 'hidden' as "hidden",
    fields -> 'figures' as "figures",
    fields -> 'lists' as "lists"
  from store.platform_page_layout;

grant select on report.platform_page_layout to outpost_app;
