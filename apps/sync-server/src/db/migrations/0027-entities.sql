-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_dashboard (
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

create index platform_dashboard_by_name on store.platform_dashboard (org_id, k_name, id) include (life);

create index platform_dashboard_by_updated_at on store.platform_dashboard (org_id, updated_at, id) include (life);

call store.protect('store.platform_dashboard');

grant select, insert, update, delete on store.platform_dashboard to outpost_app;

create view report.platform_dashboard with (security_invoker) as
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
    fields ->> 'audience' as "audience",
    fields -> 'tiles' as "tiles",
    fields -> 'period' as "period",
    fields -> 'firstFor' as "first_for"
  from store.platform_dashboard;

grant select on report.platform_dashboard to outpost_app;

create table store.platform_report (
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

create index platform_report_by_name on store.platform_report (org_id, k_name, id) include (life);

create index platform_report_by_updated_at on store.platform_report (org_id, updated_at, id) include (life);

call store.protect('store.platform_report');

grant select, insert, update, delete on store.platform_report to outpost_app;

create view report.platform_report with (security_invoker) as
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
    fields -> 'measures' as "measures",
    fields -> 'groups' as "groups",
    fields -> 'period' as "period",
    fields ->> 'chart' as "chart",
    fields -> 'options' as "options"
  from store.platform_report;

grant select on report.platform_report to outpost_app;
