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
    fields ->> 'direction' as "direction",
    fields ->> 'number' as "number",
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
    (fields ->> 'enrolment')::uuid as "enrolment",
    (fields ->> 'sendAt')::timestamptz as "send_at",
    (fields ->> 'sendUntil')::timestamptz as "send_until",
    fields ->> 'deliveryStatus' as "delivery_status",
    fields ->> 'deliveryDecision' as "delivery_decision",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_enrolment (
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
  k_next_at text collate "C" generated always as ((keys ->> 'nextAt')) stored,
  k_sequence text collate "C" generated always as ((keys ->> 'sequence')) stored,
  k_number text collate "C" generated always as ((keys ->> 'number')) stored,
  k_with text collate "C" generated always as ((keys ->> 'with')) stored,
  k_waits_for text collate "C" generated always as ((keys ->> 'waitsFor')) stored,
  primary key (org_id, id)
);

create index crm_enrolment_by_about_created_at on store.crm_enrolment (org_id, k_about, created_at, id) include (life);

create index crm_enrolment_by_status_next_at on store.crm_enrolment (org_id, k_status, k_next_at, id) include (life);

create index crm_enrolment_by_sequence_status_next_at on store.crm_enrolment (org_id, k_sequence, k_status, k_next_at, id) include (life);

create index crm_enrolment_by_number_status on store.crm_enrolment (org_id, k_number, k_status, id) include (life);

create index crm_enrolment_by_with_status on store.crm_enrolment (org_id, k_with, k_status, id) include (life);

create index crm_enrolment_by_waits_for on store.crm_enrolment (org_id, k_waits_for, id) include (life);

create index crm_enrolment_by_owner_id_status on store.crm_enrolment (org_id, owner_id, k_status, id) include (life);

create index crm_enrolment_by_created_at on store.crm_enrolment (org_id, created_at, id) include (life);

create index crm_enrolment_by_updated_at on store.crm_enrolment (org_id, updated_at, id) include (life);

create index crm_enrolment_by_unique_sequence_about on store.crm_enrolment (org_id, k_sequence, k_about, id) include (life);

alter table store.crm_enrolment add constraint crm_enrolment_by_unique_sequence_about_alive exclude using btree (org_id with =, k_sequence with =, k_about with =) where (life = 'alive' and k_sequence is not null and k_about is not null) deferrable initially deferred;

call store.protect('store.crm_enrolment');

grant select, insert, update, delete on store.crm_enrolment to outpost_app;

create view report.crm_enrolment with (security_invoker) as
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
    (fields ->> 'sequence')::uuid as "sequence",
    (fields ->> 'sequenceVersion')::uuid as "sequence_version",
    (fields ->> 'with')::uuid as "with",
    fields ->> 'toAddress' as "to_address",
    fields ->> 'number' as "number",
    fields -> 'letters' as "letters",
    fields ->> 'status' as "status",
    fields ->> 'stoppedBy' as "stopped_by",
    (fields ->> 'endedAt')::timestamptz as "ended_at",
    (fields ->> 'place')::numeric as "place",
    (fields ->> 'nextAt')::timestamptz as "next_at",
    fields ->> 'waitsFor' as "waits_for",
    fields ->> 'why' as "why",
    fields -> 'log' as "log"
  from store.crm_enrolment;

grant select on report.crm_enrolment to outpost_app;

create table store.crm_sequence (
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

create index crm_sequence_by_name on store.crm_sequence (org_id, k_name, id) include (life);

create index crm_sequence_by_created_at on store.crm_sequence (org_id, created_at, id) include (life);

create index crm_sequence_by_updated_at on store.crm_sequence (org_id, updated_at, id) include (life);

call store.protect('store.crm_sequence');

grant select, insert, update, delete on store.crm_sequence to outpost_app;

create view report.crm_sequence with (security_invoker) as
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
    fields ->> 'about' as "about",
    fields ->> 'purpose' as "purpose",
    (fields ->> 'paused')::boolean as "paused",
    (fields ->> 'retired')::boolean as "retired"
  from store.crm_sequence;

grant select on report.crm_sequence to outpost_app;

create table store.crm_sequence_version (
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
  k_sequence text collate "C" generated always as ((keys ->> 'sequence')) stored,
  primary key (org_id, id)
);

create index crm_sequence_version_by_sequence_created_at on store.crm_sequence_version (org_id, k_sequence, created_at, id) include (life);

create index crm_sequence_version_by_created_at on store.crm_sequence_version (org_id, created_at, id) include (life);

create index crm_sequence_version_by_updated_at on store.crm_sequence_version (org_id, updated_at, id) include (life);

call store.protect('store.crm_sequence_version');

grant select, insert, update, delete on store.crm_sequence_version to outpost_app;

create view report.crm_sequence_version with (security_invoker) as
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
    (fields ->> 'sequence')::uuid as "sequence",
    fields -> 'steps' as "steps",
    fields -> 'window' as "window",
    fields ->> 'note' as "note"
  from store.crm_sequence_version;

grant select on report.crm_sequence_version to outpost_app;
