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
    (fields ->> 'sendAt')::timestamptz as "send_at",
    (fields ->> 'sendUntil')::timestamptz as "send_until",
    fields ->> 'deliveryStatus' as "delivery_status",
    fields ->> 'deliveryDecision' as "delivery_decision",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_consent (
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
  k_given_at text collate "C" generated always as ((keys ->> 'givenAt')) stored,
  primary key (org_id, id)
);

create index crm_consent_by_about_given_at on store.crm_consent (org_id, k_about, k_given_at, id) include (life);

create index crm_consent_by_created_at on store.crm_consent (org_id, created_at, id) include (life);

create index crm_consent_by_updated_at on store.crm_consent (org_id, updated_at, id) include (life);

call store.protect('store.crm_consent');

grant select, insert, update, delete on store.crm_consent to outpost_app;

create view report.crm_consent with (security_invoker) as
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
    fields ->> 'channel' as "channel",
    fields ->> 'purpose' as "purpose",
    fields ->> 'standing' as "standing",
    fields ->> 'address' as "address",
    (fields ->> 'givenAt')::timestamptz as "given_at",
    fields ->> 'source' as "source",
    fields ->> 'wording' as "wording",
    fields ->> 'wordingVersion' as "wording_version",
    fields ->> 'basis' as "basis",
    (fields ->> 'mustBeConfirmed')::boolean as "must_be_confirmed",
    (fields ->> 'confirmedAt')::timestamptz as "confirmed_at",
    (fields ->> 'endsOn')::date as "ends_on",
    fields ->> 'proof' as "proof"
  from store.crm_consent;

grant select on report.crm_consent to outpost_app;

alter table store.crm_lead add column k_phone text collate "C" generated always as ((keys ->> 'phone')) stored;

create index crm_lead_by_phone on store.crm_lead (org_id, k_phone, id) include (life);

create table store.crm_suppression (
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
  k_address text collate "C" generated always as ((keys ->> 'address')) stored,
  primary key (org_id, id)
);

create index crm_suppression_by_address on store.crm_suppression (org_id, k_address, id) include (life);

create index crm_suppression_by_created_at on store.crm_suppression (org_id, created_at, id) include (life);

create index crm_suppression_by_updated_at on store.crm_suppression (org_id, updated_at, id) include (life);

call store.protect('store.crm_suppression');

grant select, insert, update, delete on store.crm_suppression to outpost_app;

create view report.crm_suppression with (security_invoker) as
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
    fields ->> 'address' as "address",
    fields ->> 'channel' as "channel",
    fields ->> 'reason' as "reason",
    (fields ->> 'since')::timestamptz as "since",
    fields ->> 'note' as "note",
    (fields ->> 'endedAt')::timestamptz as "ended_at"
  from store.crm_suppression;

grant select on report.crm_suppression to outpost_app;
