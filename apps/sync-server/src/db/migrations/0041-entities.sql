-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_deal;

alter table store.crm_deal add column k_pipeline text collate "C" generated always as ((keys ->> 'pipeline')) stored;

create index crm_deal_by_pipeline_stage_value on store.crm_deal (org_id, k_pipeline, k_stage, k_value, id) include (life, k_value_currency);

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
    fields ->> 'pipeline' as "pipeline",
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

drop view report.platform_custom_object;

create view report.platform_custom_object with (security_invoker) as
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
    fields ->> 'label' as "label",
    fields ->> 'labelMany' as "label_many",
    fields ->> 'icon' as "icon",
    fields ->> 'belongsTo' as "belongs_to",
    fields ->> 'stages' as "stages",
    fields ->> 'pipelines' as "pipelines",
    fields -> 'listed' as "listed"
  from store.platform_custom_object;

grant select on report.platform_custom_object to outpost_app;

create table store.platform_pipeline (
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
  k_for_entity text collate "C" generated always as ((keys ->> 'forEntity')) stored,
  k_value text collate "C" generated always as ((keys ->> 'value')) stored,
  primary key (org_id, id)
);

create index platform_pipeline_by_for_entity_value on store.platform_pipeline (org_id, k_for_entity, k_value, id) include (life);

create index platform_pipeline_by_updated_at on store.platform_pipeline (org_id, updated_at, id) include (life);

call store.protect('store.platform_pipeline');

grant select, insert, update, delete on store.platform_pipeline to outpost_app;

create view report.platform_pipeline with (security_invoker) as
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
    fields ->> 'forEntity' as "for_entity",
    fields ->> 'value' as "value",
    fields ->> 'label' as "label",
    (fields ->> 'place')::numeric as "place",
    (fields ->> 'retired')::boolean as "retired"
  from store.platform_pipeline;

grant select on report.platform_pipeline to outpost_app;

drop view report.platform_stage;

create view report.platform_stage with (security_invoker) as
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
    fields ->> 'forEntity' as "for_entity",
    fields ->> 'value' as "value",
    fields ->> 'label' as "label",
    (fields ->> 'place')::numeric as "place",
    (fields ->> 'chance')::numeric as "chance",
    (fields ->> 'days')::numeric as "days",
    fields ->> 'tone' as "tone",
    fields -> 'pipelines' as "pipelines",
    fields ->> 'forecast' as "forecast",
    fields ->> 'like' as "like",
    (fields ->> 'retired')::boolean as "retired"
  from store.platform_stage;

grant select on report.platform_stage to outpost_app;

-- A-2: what a server keeps of the tenant's kinds of record is read again after each change of these.
call store.watch_rights('store.platform_pipeline');
