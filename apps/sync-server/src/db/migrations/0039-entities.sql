-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_deal;

create view report.crm_deal with (security_invoker) as
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
    (fields ->> 'contact')::uuid as "contact",
    (fields ->> 'product')::uuid as "product",
    fields ->> 'stage' as "stage",
    (fields -> 'value' ->> 'amount')::bigint as "value_minor",
    fields -> 'value' ->> 'currency' as "value_currency",
    (fields ->> 'engagedOn')::date as "engaged_on",
    (fields ->> 'closesOn')::date as "closes_on",
    (fields ->> 'closedOn')::date as "closed_on",
    fields ->> 'forecast' as "forecast",
    fields ->> 'lossReason' as "loss_reason",
    fields ->> 'externalKey' as "external_key",
    fields ->> 'source' as "source",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_deal;

grant select on report.crm_deal to outpost_app;

create table store.platform_target (
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
  k_measure text collate "C" generated always as ((keys ->> 'measure')) stored,
  k_starts_on text collate "C" generated always as ((keys ->> 'startsOn')) stored,
  k_key text collate "C" generated always as ((keys ->> 'key')) stored,
  primary key (org_id, id)
);

create index platform_target_by_measure_starts_on on store.platform_target (org_id, k_measure, k_starts_on, id) include (life);

create index platform_target_by_key on store.platform_target (org_id, k_key, id) include (life);

create index platform_target_by_updated_at on store.platform_target (org_id, updated_at, id) include (life);

call store.protect('store.platform_target');

grant select, insert, update, delete on store.platform_target to outpost_app;

create view report.platform_target with (security_invoker) as
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
    fields ->> 'measure' as "measure",
    (fields ->> 'person')::uuid as "person",
    (fields ->> 'team')::uuid as "team",
    fields ->> 'unit' as "unit",
    (fields ->> 'startsOn')::date as "starts_on",
    (fields -> 'money' ->> 'amount')::bigint as "money_minor",
    fields -> 'money' ->> 'currency' as "money_currency",
    (fields ->> 'figure')::numeric as "figure",
    fields ->> 'key' as "key"
  from store.platform_target;

grant select on report.platform_target to outpost_app;
