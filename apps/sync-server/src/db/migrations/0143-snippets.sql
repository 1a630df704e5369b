-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_snippet (
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
  k_shortcut text collate "C" generated always as ((keys ->> 'shortcut')) stored,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  primary key (org_id, id)
);

create index crm_snippet_by_shortcut on store.crm_snippet (org_id, k_shortcut, id) include (life);

create index crm_snippet_by_name on store.crm_snippet (org_id, k_name, id) include (life);

create index crm_snippet_by_updated_at on store.crm_snippet (org_id, updated_at, id) include (life);

call store.protect('store.crm_snippet');

grant select, insert, update, delete on store.crm_snippet to outpost_app;

create view report.crm_snippet with (security_invoker) as
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
    fields ->> 'shortcut' as "shortcut",
    fields ->> 'words' as "words",
    fields ->> 'language' as "language",
    fields ->> 'audience' as "audience"
  from store.crm_snippet;

grant select on report.crm_snippet to outpost_app;
