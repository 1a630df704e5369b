-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_import (
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

create index platform_import_by_updated_at on store.platform_import (org_id, updated_at, id) include (life);

call store.protect('store.platform_import');

grant select, insert, update, delete on store.platform_import to outpost_app;

create view report.platform_import with (security_invoker) as
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
    fields -> 'refusedRows' as "refused_rows"
  from store.platform_import;

grant select on report.platform_import to outpost_app;
