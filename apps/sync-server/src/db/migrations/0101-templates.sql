-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_activity;

create view report.crm_activity with (security_invoker) as
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
    fields ->> 'about' as "about",
    fields ->> 'kind' as "kind",
    fields ->> 'outcome' as "outcome",
    fields ->> 'meetingOutcome' as "meeting_outcome",
    fields ->> 'subject' as "subject",
    fields ->> 'body' as "body",
    (fields ->> 'happensAt')::timestamptz as "happens_at",
    (fields ->> 'lasts')::bigint as "lasts",
    fields ->> 'remind' as "remind",
    fields ->> 'repeat' as "repeat",
    fields ->> 'series' as "series",
    (fields ->> 'with')::uuid as "with",
    fields ->> 'toAddress' as "to_address",
    fields ->> 'delivery' as "delivery",
    fields ->> 'purpose' as "purpose",
    (fields ->> 'templateVersion')::uuid as "template_version",
    (fields ->> 'sendAt')::timestamptz as "send_at",
    (fields ->> 'sendUntil')::timestamptz as "send_until",
    fields ->> 'deliveryStatus' as "delivery_status",
    fields ->> 'deliveryDecision' as "delivery_decision",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_template (
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

create index crm_template_by_name on store.crm_template (org_id, k_name, id) include (life);

create index crm_template_by_created_at on store.crm_template (org_id, created_at, id) include (life);

create index crm_template_by_updated_at on store.crm_template (org_id, updated_at, id) include (life);

call store.protect('store.crm_template');

grant select, insert, update, delete on store.crm_template to outpost_app;

create view report.crm_template with (security_invoker) as
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
    fields ->> 'purpose' as "purpose",
    (fields ->> 'retired')::boolean as "retired"
  from store.crm_template;

grant select on report.crm_template to outpost_app;

create table store.crm_template_version (
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
  k_template text collate "C" generated always as ((keys ->> 'template')) stored,
  primary key (org_id, id)
);

create index crm_template_version_by_template_created_at on store.crm_template_version (org_id, k_template, created_at, id) include (life);

create index crm_template_version_by_created_at on store.crm_template_version (org_id, created_at, id) include (life);

create index crm_template_version_by_updated_at on store.crm_template_version (org_id, updated_at, id) include (life);

call store.protect('store.crm_template_version');

grant select, insert, update, delete on store.crm_template_version to outpost_app;

create view report.crm_template_version with (security_invoker) as
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
    (fields ->> 'template')::uuid as "template",
    fields ->> 'subject' as "subject",
    fields ->> 'words' as "words",
    fields ->> 'layout' as "layout",
    fields ->> 'frame' as "frame",
    fields ->> 'note' as "note"
  from store.crm_template_version;

grant select on report.crm_template_version to outpost_app;
