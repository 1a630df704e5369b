-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_field_definition;

create view report.platform_field_definition with (security_invoker) as
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
    fields ->> 'name' as "name",
    fields ->> 'label' as "label",
    fields ->> 'help' as "help",
    fields ->> 'type' as "type",
    fields ->> 'format' as "format",
    (fields ->> 'required')::boolean as "required",
    (fields ->> 'searched')::boolean as "searched",
    fields -> 'options' as "options",
    fields -> 'targets' as "targets",
    fields ->> 'computed' as "computed",
    fields ->> 'formula' as "formula",
    fields -> 'rollUp' as "roll_up",
    fields ->> 'prefix' as "prefix",
    (fields ->> 'digits')::numeric as "digits"
  from store.platform_field_definition;

grant select on report.platform_field_definition to outpost_app;
