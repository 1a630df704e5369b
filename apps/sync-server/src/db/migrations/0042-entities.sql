-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_activity;

alter table store.crm_activity add column k_series text collate "C" generated always as ((keys ->> 'series')) stored;

create index crm_activity_by_series_happens_at on store.crm_activity (org_id, k_series, k_happens_at, id) include (life);

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
    fields ->> 'deliveryStatus' as "delivery_status",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.platform_distinct_pair (
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
  k_pair text collate "C" generated always as ((keys ->> 'pair')) stored,
  primary key (org_id, id)
);

create index platform_distinct_pair_by_pair on store.platform_distinct_pair (org_id, k_pair, id) include (life);

create index platform_distinct_pair_by_updated_at on store.platform_distinct_pair (org_id, updated_at, id) include (life);

call store.protect('store.platform_distinct_pair');

grant select, insert, update, delete on store.platform_distinct_pair to outpost_app;

create view report.platform_distinct_pair with (security_invoker) as
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
    fields ->> 'pair' as "pair"
  from store.platform_distinct_pair;

grant select on report.platform_distinct_pair to outpost_app;

drop view report.platform_page_layout;

create view report.platform_page_layout with (security_invoker) as
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
    fields -> 'sections' as "sections",
    fields -> 'hidden' as "hidden",
    fields -> 'figures' as "figures",
    fields -> 'columns' as "columns",
    fields -> 'lists' as "lists"
  from store.platform_page_layout;

grant select on report.platform_page_layout to outpost_app;
