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
    fields ->> 'fromAddress' as "from_address",
    fields ->> 'quoted' as "quoted",
    fields -> 'attached' as "attached",
    fields ->> 'delivery' as "delivery",
    fields ->> 'purpose' as "purpose",
    (fields ->> 'templateVersion')::uuid as "template_version",
    (fields ->> 'enrolment')::uuid as "enrolment",
    (fields ->> 'campaign')::uuid as "campaign",
    (fields ->> 'sendAt')::timestamptz as "send_at",
    (fields ->> 'sendUntil')::timestamptz as "send_until",
    fields ->> 'deliveryStatus' as "delivery_status",
    fields ->> 'deliveryDecision' as "delivery_decision",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error",
    (fields ->> 'openedAt')::timestamptz as "opened_at",
    (fields ->> 'clickedAt')::timestamptz as "clicked_at",
    fields -> 'uses' as "uses",
    fields ->> 'line' as "line",
    (fields ->> 'talked')::bigint as "talked",
    fields ->> 'recorded' as "recorded",
    fields ->> 'recordedWhy' as "recorded_why",
    fields -> 'recording' as "recording"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

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
    fields ->> 'printedBy' as "printed_by",
    (fields ->> 'letterCount')::numeric as "letter_count",
    fields ->> 'handling' as "handling",
    fields ->> 'outcome' as "outcome",
    fields ->> 'decision' as "decision",
    (fields ->> 'outcomeAt')::timestamptz as "outcome_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'why' as "why",
    fields ->> 'status' as "status"
  from store.crm_letter_batch;

grant select on report.crm_letter_batch to outpost_app;

create table store.crm_private_email (
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
  k_happens_at text collate "C" generated always as ((keys ->> 'happensAt')) stored,
  primary key (org_id, id)
);

create index crm_private_email_by_about_happens_at on store.crm_private_email (org_id, k_about, k_happens_at, id) include (life);

create index crm_private_email_by_happens_at on store.crm_private_email (org_id, k_happens_at, id) include (life);

create index crm_private_email_by_created_at on store.crm_private_email (org_id, created_at, id) include (life);

create index crm_private_email_by_updated_at on store.crm_private_email (org_id, updated_at, id) include (life);

call store.protect('store.crm_private_email');

grant select, insert, update, delete on store.crm_private_email to outpost_app;

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

drop view report.platform_my_notifications;

drop view report.platform_notice;

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
    fields ->> 'accent' as "accent",
    fields -> 'logo' as "logo",
    fields ->> 'postalAddress' as "postal_address",
    (fields ->> 'offersMost')::numeric as "offers_most",
    (fields ->> 'offersDays')::numeric as "offers_days",
    (fields ->> 'followsMails')::boolean as "follows_mails",
    (fields ->> 'recordsCalls')::boolean as "records_calls",
    (fields ->> 'announcesRecording')::boolean as "announces_recording",
    (fields ->> 'keepsRecordingsOutside')::boolean as "keeps_recordings_outside",
    fields ->> 'weekStart' as "week_start",
    (fields ->> 'idleDays')::numeric as "idle_days",
    (fields ->> 'sessionDays')::numeric as "session_days",
    (fields ->> 'recoveryHours')::numeric as "recovery_hours",
    (fields ->> 'passwordChars')::numeric as "password_chars",
    (fields ->> 'trustDays')::numeric as "trust_days",
    (fields ->> 'unlockTries')::numeric as "unlock_tries",
    (fields ->> 'offlineDays')::numeric as "offline_days",
    (fields ->> 'lockMinutes')::numeric as "lock_minutes",
    fields -> 'keptOffDevices' as "kept_off_devices",
    (fields ->> 'securityDays')::numeric as "security_days",
    (fields ->> 'complianceDays')::numeric as "compliance_days",
    (fields ->> 'changeDays')::numeric as "change_days"
  from store.platform_organisation;

grant select on report.platform_organisation to outpost_app;
