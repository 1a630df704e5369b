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
    fields -> 'unique' as "unique",
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
    fields ->> 'format' as "format",
    (fields ->> 'required')::boolean as "required",
    (fields ->> 'searched')::boolean as "searched",
    fields -> 'options' as "options",
    fields -> 'targets' as "targets",
    fields ->> 'computed' as "computed",
    fields ->> 'formula' as "formula",
    fields -> 'rollUp' as "roll_up",
    fields ->> 'prefix' as "prefix",
    (fields ->> 'digits')::numeric as "digits"
  from store.platform_field_definition;

grant select on report.platform_field_definition to outpost_app;

drop view report.platform_my_notifications;

create view report.platform_my_notifications with (security_invoker) as
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
    fields -> 'readUpTo' as "read_up_to",
    fields -> 'read' as "read",
    fields -> 'unread' as "unread",
    fields -> 'hidden' as "hidden",
    fields -> 'outside' as "outside",
    fields -> 'following' as "following",
    fields ->> 'quietFrom' as "quiet_from",
    fields ->> 'quietUntil' as "quiet_until"
  from store.platform_my_notifications;

grant select on report.platform_my_notifications to outpost_app;

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
