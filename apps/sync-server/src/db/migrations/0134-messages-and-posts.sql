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
    (fields ->> 'talked')::bigint as "talked"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_social_account (
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

create index crm_social_account_by_name on store.crm_social_account (org_id, k_name, id) include (life);

create index crm_social_account_by_created_at on store.crm_social_account (org_id, created_at, id) include (life);

create index crm_social_account_by_updated_at on store.crm_social_account (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_account');

grant select, insert, update, delete on store.crm_social_account to outpost_app;

create view report.crm_social_account with (security_invoker) as
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
    fields ->> 'network' as "network",
    fields ->> 'pageId' as "page_id",
    fields ->> 'url' as "url",
    fields ->> 'status' as "status",
    fields ->> 'problem' as "problem"
  from store.crm_social_account;

grant select on report.crm_social_account to outpost_app;

create table store.crm_social_comment (
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
  k_post text collate "C" generated always as ((keys ->> 'post')) stored,
  k_written_at text collate "C" generated always as ((keys ->> 'writtenAt')) stored,
  k_remote_id text collate "C" generated always as ((keys ->> 'remoteId')) stored,
  primary key (org_id, id)
);

create index crm_social_comment_by_post_written_at on store.crm_social_comment (org_id, k_post, k_written_at, id) include (life);

create index crm_social_comment_by_remote_id on store.crm_social_comment (org_id, k_remote_id, id) include (life);

create index crm_social_comment_by_created_at on store.crm_social_comment (org_id, created_at, id) include (life);

create index crm_social_comment_by_updated_at on store.crm_social_comment (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_comment');

grant select, insert, update, delete on store.crm_social_comment to outpost_app;

create view report.crm_social_comment with (security_invoker) as
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
    (fields ->> 'post')::uuid as "post",
    fields ->> 'name' as "name",
    fields ->> 'words' as "words",
    (fields ->> 'writtenAt')::timestamptz as "written_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'url' as "url"
  from store.crm_social_comment;

grant select on report.crm_social_comment to outpost_app;

create table store.crm_social_post (
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
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  k_publish_at text collate "C" generated always as ((keys ->> 'publishAt')) stored,
  k_account text collate "C" generated always as ((keys ->> 'account')) stored,
  k_remote_id text collate "C" generated always as ((keys ->> 'remoteId')) stored,
  primary key (org_id, id)
);

create index crm_social_post_by_status_publish_at on store.crm_social_post (org_id, k_status, k_publish_at, id) include (life);

create index crm_social_post_by_account_created_at on store.crm_social_post (org_id, k_account, created_at, id) include (life);

create index crm_social_post_by_publish_at on store.crm_social_post (org_id, k_publish_at, id) include (life);

create index crm_social_post_by_remote_id on store.crm_social_post (org_id, k_remote_id, id) include (life);

create index crm_social_post_by_created_at on store.crm_social_post (org_id, created_at, id) include (life);

create index crm_social_post_by_updated_at on store.crm_social_post (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_post');

grant select, insert, update, delete on store.crm_social_post to outpost_app;

create view report.crm_social_post with (security_invoker) as
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
    (fields ->> 'account')::uuid as "account",
    fields ->> 'words' as "words",
    fields ->> 'link' as "link",
    fields ->> 'release' as "release",
    (fields ->> 'publishAt')::timestamptz as "publish_at",
    (fields ->> 'publishUntil')::timestamptz as "publish_until",
    fields ->> 'status' as "status",
    fields ->> 'outcome' as "outcome",
    fields ->> 'decision' as "decision",
    (fields ->> 'outcomeAt')::timestamptz as "outcome_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'url' as "url",
    fields ->> 'why' as "why"
  from store.crm_social_post;

grant select on report.crm_social_post to outpost_app;

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
