-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_custom_object;

create view report.platform_custom_object with (security_invoker) as
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
    fields ->> 'label' as "label",
    fields ->> 'labelMany' as "label_many",
    fields ->> 'icon' as "icon",
    fields ->> 'belongsTo' as "belongs_to",
    fields ->> 'stages' as "stages",
    fields ->> 'pipelines' as "pipelines",
    fields ->> 'scheduleAt' as "schedule_at",
    fields ->> 'scheduleLasts' as "schedule_lasts",
    fields ->> 'scheduleDone' as "schedule_done",
    fields -> 'alikeBy' as "alike_by",
    fields -> 'unique' as "unique",
    fields -> 'listed' as "listed"
  from store.platform_custom_object;

grant select on report.platform_custom_object to outpost_app;

drop view report.platform_stage;

create view report.platform_stage with (security_invoker) as
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
    fields ->> 'value' as "value",
    fields ->> 'label' as "label",
    (fields ->> 'place')::numeric as "place",
    (fields ->> 'chance')::numeric as "chance",
    (fields ->> 'days')::numeric as "days",
    (fields ->> 'noLimit')::boolean as "no_limit",
    fields ->> 'tone' as "tone",
    fields -> 'pipelines' as "pipelines",
    fields ->> 'forecast' as "forecast",
    fields ->> 'like' as "like",
    (fields ->> 'retired')::boolean as "retired",
    fields -> 'needs' as "needs",
    fields ->> 'reason' as "reason",
    fields -> 'comesFrom' as "comes_from",
    (fields ->> 'noStart')::boolean as "no_start"
  from store.platform_stage;

grant select on report.platform_stage to outpost_app;
