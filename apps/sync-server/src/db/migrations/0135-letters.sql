-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_letter (
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
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  k_batch text collate "C" generated always as ((keys ->> 'batch')) stored,
  primary key (org_id, id)
);

create index crm_letter_by_about_created_at on store.crm_letter (org_id, k_about, created_at, id) include (life);

create index crm_letter_by_status_created_at on store.crm_letter (org_id, k_status, created_at, id) include (life);

create index crm_letter_by_batch_created_at on store.crm_letter (org_id, k_batch, created_at, id) include (life);

create index crm_letter_by_created_at on store.crm_letter (org_id, created_at, id) include (life);

create index crm_letter_by_updated_at on store.crm_letter (org_id, updated_at, id) include (life);

call store.protect('store.crm_letter');

grant select, insert, update, delete on store.crm_letter to outpost_app;

create view report.crm_letter with (security_invoker) as
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
    (fields ->> 'with')::uuid as "with",
    fields ->> 'receiver' as "receiver",
    fields -> 'address' as "address",
    (fields ->> 'datedOn')::date as "dated_on",
    fields ->> 'subject' as "subject",
    fields ->> 'body' as "body",
    (fields ->> 'templateVersion')::uuid as "template_version",
    fields ->> 'purpose' as "purpose",
    fields ->> 'release' as "release",
    (fields ->> 'batch')::uuid as "batch",
    fields ->> 'status' as "status"
  from store.crm_letter;

grant select on report.crm_letter to outpost_app;

create table store.crm_letter_batch (
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
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  primary key (org_id, id)
);

create index crm_letter_batch_by_name on store.crm_letter_batch (org_id, k_name, id) include (life);

create index crm_letter_batch_by_status_created_at on store.crm_letter_batch (org_id, k_status, created_at, id) include (life);

create index crm_letter_batch_by_created_at on store.crm_letter_batch (org_id, created_at, id) include (life);

create index crm_letter_batch_by_updated_at on store.crm_letter_batch (org_id, updated_at, id) include (life);

call store.protect('store.crm_letter_batch');

grant select, insert, update, delete on store.crm_letter_batch to outpost_app;

create view report.crm_letter_batch with (security_invoker) as
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
    fields ->> 'format' as "format",
    fields ->> 'sender' as "sender",
    (fields ->> 'letterCount')::numeric as "letter_count",
    fields ->> 'handling' as "handling",
    fields ->> 'status' as "status"
  from store.crm_letter_batch;

grant select on report.crm_letter_batch to outpost_app;
