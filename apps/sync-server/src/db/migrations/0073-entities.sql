-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_share_end (
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
  k_ends_at text collate "C" generated always as ((keys ->> 'endsAt')) stored,
  k_key text collate "C" generated always as ((keys ->> 'key')) stored,
  primary key (org_id, id)
);

create index platform_share_end_by_about_created_at on store.platform_share_end (org_id, k_about, created_at, id) include (life);

create index platform_share_end_by_ends_at on store.platform_share_end (org_id, k_ends_at, id) include (life);

create index platform_share_end_by_key on store.platform_share_end (org_id, k_key, id) include (life);

create index platform_share_end_by_updated_at on store.platform_share_end (org_id, updated_at, id) include (life);

call store.protect('store.platform_share_end');

grant select, insert, update, delete on store.platform_share_end to outpost_app;

create view report.platform_share_end with (security_invoker) as
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
    (fields ->> 'person')::uuid as "person",
    (fields ->> 'endsAt')::timestamptz as "ends_at",
    fields ->> 'key' as "key"
  from store.platform_share_end;

grant select on report.platform_share_end to outpost_app;
