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
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_campaign (
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

create index crm_campaign_by_name on store.crm_campaign (org_id, k_name, id) include (life);

create index crm_campaign_by_status_created_at on store.crm_campaign (org_id, k_status, created_at, id) include (life);

create index crm_campaign_by_created_at on store.crm_campaign (org_id, created_at, id) include (life);

create index crm_campaign_by_updated_at on store.crm_campaign (org_id, updated_at, id) include (life);

call store.protect('store.crm_campaign');

grant select, insert, update, delete on store.crm_campaign to outpost_app;

create view report.crm_campaign with (security_invoker) as
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
    fields ->> 'channel' as "channel",
    fields -> 'plan' as "plan",
    (fields ->> 'beginsAt')::timestamptz as "begins_at",
    fields ->> 'status' as "status",
    fields ->> 'why' as "why",
    fields ->> 'winner' as "winner",
    fields ->> 'winnerWhy' as "winner_why",
    (fields ->> 'decidedAt')::timestamptz as "decided_at",
    (fields ->> 'endedAt')::timestamptz as "ended_at",
    fields -> 'counts' as "counts"
  from store.crm_campaign;

grant select on report.crm_campaign to outpost_app;
