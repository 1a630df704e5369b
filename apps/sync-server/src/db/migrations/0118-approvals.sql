-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_decision (
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
  k_ask text collate "C" generated always as ((keys ->> 'ask')) stored,
  k_outcome text collate "C" generated always as ((keys ->> 'outcome')) stored,
  primary key (org_id, id)
);

create index platform_decision_by_about_created_at on store.platform_decision (org_id, k_about, created_at, id) include (life);

create index platform_decision_by_ask on store.platform_decision (org_id, k_ask, id) include (life);

create index platform_decision_by_outcome_created_at on store.platform_decision (org_id, k_outcome, created_at, id) include (life);

create index platform_decision_by_updated_at on store.platform_decision (org_id, updated_at, id) include (life);

call store.protect('store.platform_decision');

grant select, insert, update, delete on store.platform_decision to outpost_app;

create view report.platform_decision with (security_invoker) as
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
    fields ->> 'ask' as "ask",
    fields ->> 'verdict' as "verdict",
    fields ->> 'note' as "note",
    fields ->> 'outcome' as "outcome",
    fields ->> 'why' as "why"
  from store.platform_decision;

grant select on report.platform_decision to outpost_app;

drop view report.platform_notice;

alter table store.platform_notice add column k_ask text collate "C" generated always as ((keys ->> 'ask')) stored;

alter table store.platform_notice add column k_asked text collate "C" generated always as ((keys ->> 'asked')) stored;

create index platform_notice_by_ask on store.platform_notice (org_id, k_ask, id) include (life);

create index platform_notice_by_asked_created_at on store.platform_notice (org_id, k_asked, created_at, id) include (life);

create view report.platform_notice with (security_invoker) as
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
    fields ->> 'words' as "words",
    fields ->> 'from' as "from",
    fields ->> 'about' as "about",
    fields ->> 'ask' as "ask",
    (fields ->> 'until')::timestamptz as "until",
    fields ->> 'asked' as "asked"
  from store.platform_notice;

grant select on report.platform_notice to outpost_app;
