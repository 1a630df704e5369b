-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_device_rule (
  org_id uuid not null,
  id uuid not null,
  schema integer not null,
  version bigint not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  keys jsonb not null,
  k_for_entity text collate "C" generated always as ((keys ->> 'forEntity')) stored,
  primary key (org_id, id)
);

create index platform_device_rule_by_for_entity on store.platform_device_rule (org_id, k_for_entity, id) include (life);

create index platform_device_rule_by_updated_at on store.platform_device_rule (org_id, updated_at, id) include (life);

call store.protect('store.platform_device_rule');

grant select, insert, update, delete on store.platform_device_rule to outpost_app;

create view report.platform_device_rule with (security_invoker) as
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
    fields ->> 'automation' as "automation",
    fields ->> 'maker' as "maker",
    fields ->> 'forEntity' as "for_entity",
    fields -> 'trigger' as "trigger",
    fields -> 'conditions' as "conditions",
    fields -> 'steps' as "steps",
    (fields ->> 'isOff')::boolean as "is_off"
  from store.platform_device_rule;

grant select on report.platform_device_rule to outpost_app;
