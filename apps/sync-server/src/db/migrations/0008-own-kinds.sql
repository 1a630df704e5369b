-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_custom_object (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_label text collate "C" generated always as ((keys ->> 'label')) stored,
  primary key (org_id, id)
);

create index platform_custom_object_by_name on store.platform_custom_object (org_id, k_name, id) include (life);

create index platform_custom_object_by_label on store.platform_custom_object (org_id, k_label, id) include (life);

create index platform_custom_object_by_updated_at on store.platform_custom_object (org_id, updated_at, id) include (life);

call store.protect('store.platform_custom_object');

grant select, insert, update, delete on store.platform_custom_object to outpost_app;

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
    fields -> 'listed' as "listed"
  from store.platform_custom_object;

grant select on report.platform_custom_object to outpost_app;

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
    (fields ->> 'required')::boolean as "required",
    (fields ->> 'searched')::boolean as "searched",
    fields -> 'options' as "options",
    fields -> 'targets' as "targets"
  from store.platform_field_definition;

grant select on report.platform_field_definition to outpost_app;
