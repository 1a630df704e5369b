-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_assignment_rule (
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

create index platform_assignment_rule_by_name on store.platform_assignment_rule (org_id, k_name, id) include (life);

create index platform_assignment_rule_by_updated_at on store.platform_assignment_rule (org_id, updated_at, id) include (life);

call store.protect('store.platform_assignment_rule');

grant select, insert, update, delete on store.platform_assignment_rule to outpost_app;

create view report.platform_assignment_rule with (security_invoker) as
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
    fields ->> 'forEntity' as "for_entity",
    fields -> 'parts' as "parts",
    (fields ->> 'fallback')::uuid as "fallback"
  from store.platform_assignment_rule;

grant select on report.platform_assignment_rule to outpost_app;

drop view report.platform_person;

create view report.platform_person with (security_invoker) as
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
    fields ->> 'email' as "email",
    fields ->> 'phone' as "phone",
    fields -> 'picture' as "picture",
    fields ->> 'timeZone' as "time_zone",
    fields ->> 'locale' as "locale",
    (fields ->> 'awayFrom')::date as "away_from",
    (fields ->> 'awayUntil')::date as "away_until",
    fields ->> 'status' as "status",
    fields -> 'memberships' as "memberships"
  from store.platform_person;

grant select on report.platform_person to outpost_app;
