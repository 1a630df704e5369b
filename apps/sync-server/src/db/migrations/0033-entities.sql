-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_page_layout (
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

create index platform_page_layout_by_for_entity on store.platform_page_layout (org_id, k_for_entity, id) include (life);

create index platform_page_layout_by_updated_at on store.platform_page_layout (org_id, updated_at, id) include (life);

call store.protect('store.platform_page_layout');

grant select, insert, update, delete on store.platform_page_layout to outpost_app;

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
    fields -> 'hidden' as "hidden"
  from store.platform_page_layout;

grant select on report.platform_page_layout to outpost_app;

create table store.platform_stage (
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
  k_value text collate "C" generated always as ((keys ->> 'value')) stored,
  primary key (org_id, id)
);

create index platform_stage_by_for_entity_value on store.platform_stage (org_id, k_for_entity, k_value, id) include (life);

create index platform_stage_by_updated_at on store.platform_stage (org_id, updated_at, id) include (life);

call store.protect('store.platform_stage');

grant select, insert, update, delete on store.platform_stage to outpost_app;

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
    fields ->> 'tone' as "tone",
    fields ->> 'like' as "like",
    (fields ->> 'retired')::boolean as "retired"
  from store.platform_stage;

grant select on report.platform_stage to outpost_app;

-- A-2: what a server keeps of the tenant's kinds of record is read again after each change of these.
call store.watch_rights('store.platform_page_layout');
call store.watch_rights('store.platform_stage');
