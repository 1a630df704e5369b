-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_file (
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
  k_about text collate "C" generated always as ((keys ->> 'about')) stored,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  primary key (org_id, id)
);

create index platform_file_by_about_created_at on store.platform_file (org_id, k_about, created_at, id) include (life);

create index platform_file_by_name on store.platform_file (org_id, k_name, id) include (life);

create index platform_file_by_created_at on store.platform_file (org_id, created_at, id) include (life);

create index platform_file_by_updated_at on store.platform_file (org_id, updated_at, id) include (life);

call store.protect('store.platform_file');

grant select, insert, update, delete on store.platform_file to outpost_app;

create view report.platform_file with (security_invoker) as
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
    fields ->> 'about' as "about",
    fields ->> 'caption' as "caption",
    fields -> 'content' as "content"
  from store.platform_file;

grant select on report.platform_file to outpost_app;
