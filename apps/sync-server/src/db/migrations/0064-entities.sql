-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_contact_identity (
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
  k_record text collate "C" generated always as ((keys ->> 'record')) stored,
  primary key (org_id, id)
);

create index crm_contact_identity_by_record on store.crm_contact_identity (org_id, k_record, id) include (life);

create index crm_contact_identity_by_updated_at on store.crm_contact_identity (org_id, updated_at, id) include (life);

call store.protect('store.crm_contact_identity');

grant select, insert, update, delete on store.crm_contact_identity to outpost_app;

create view report.crm_contact_identity with (security_invoker) as
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
    (fields ->> 'record')::uuid as "record"
  from store.crm_contact_identity;

grant select on report.crm_contact_identity to outpost_app;

drop view report.platform_organisation;

create view report.platform_organisation with (security_invoker) as
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
    fields ->> 'currency' as "currency",
    fields ->> 'timeZone' as "time_zone",
    fields ->> 'locale' as "locale",
    fields ->> 'weekStart' as "week_start",
    (fields ->> 'idleDays')::numeric as "idle_days",
    (fields ->> 'sessionDays')::numeric as "session_days",
    (fields ->> 'recoveryHours')::numeric as "recovery_hours",
    (fields ->> 'passwordChars')::numeric as "password_chars",
    (fields ->> 'securityDays')::numeric as "security_days",
    (fields ->> 'complianceDays')::numeric as "compliance_days",
    (fields ->> 'changeDays')::numeric as "change_days"
  from store.platform_organisation;

grant select on report.platform_organisation to outpost_app;
