-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_automation (
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
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  primary key (org_id, id)
);

create index platform_automation_by_name on store.platform_automation (org_id, k_name, id) include (life);

create index platform_automation_by_updated_at on store.platform_automation (org_id, updated_at, id) include (life);

call store.protect('store.platform_automation');

grant select, insert, update, delete on store.platform_automation to outpost_app;

create view report.platform_automation with (security_invoker) as
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
    fields ->> 'describes' as "describes",
    fields ->> 'live' as "live",
    (fields ->> 'pausedAt')::timestamptz as "paused_at",
    fields ->> 'pausedWhy' as "paused_why"
  from store.platform_automation;

grant select on report.platform_automation to outpost_app;

create table store.platform_automation_version (
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
  k_automation text collate "C" generated always as ((keys ->> 'automation')) stored,
  k_number double precision generated always as ((keys ->> 'number')::double precision) stored,
  primary key (org_id, id)
);

create index platform_automation_version_by_automation_number on store.platform_automation_version (org_id, k_automation, k_number, id) include (life);

create index platform_automation_version_by_updated_at on store.platform_automation_version (org_id, updated_at, id) include (life);

call store.protect('store.platform_automation_version');

grant select, insert, update, delete on store.platform_automation_version to outpost_app;

create view report.platform_automation_version with (security_invoker) as
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
    (fields ->> 'automation')::uuid as "automation",
    (fields ->> 'number')::numeric as "number",
    fields ->> 'forEntity' as "for_entity",
    fields -> 'trigger' as "trigger",
    fields -> 'conditions' as "conditions",
    fields -> 'steps' as "steps"
  from store.platform_automation_version;

grant select on report.platform_automation_version to outpost_app;

create table store.platform_notice (
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
  primary key (org_id, id)
);

create index platform_notice_by_created_at on store.platform_notice (org_id, created_at, id) include (life);

create index platform_notice_by_updated_at on store.platform_notice (org_id, updated_at, id) include (life);

call store.protect('store.platform_notice');

grant select, insert, update, delete on store.platform_notice to outpost_app;

create view report.platform_notice with (security_invoker) as
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
    fields ->> 'words' as "words",
    fields ->> 'from' as "from",
    fields ->> 'about' as "about"
  from store.platform_notice;

grant select on report.platform_notice to outpost_app;
