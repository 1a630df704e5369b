-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_account (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_sector text collate "C" generated always as ((keys ->> 'sector')) stored,
  k_location text collate "C" generated always as ((keys ->> 'location')) stored,
  k_annual_revenue bigint generated always as ((keys ->> 'annualRevenue')::bigint) stored,
  k_annual_revenue_currency text collate "C" generated always as ((keys ->> 'annualRevenueCurrency')) stored,
  k_parent_account text collate "C" generated always as ((keys ->> 'parentAccount')) stored,
  primary key (org_id, id)
);

create index crm_account_by_name on store.crm_account (org_id, k_name, id) include (life);

create index crm_account_by_sector_name on store.crm_account (org_id, k_sector, k_name, id) include (life);

create index crm_account_by_location on store.crm_account (org_id, k_location, id) include (life);

create index crm_account_by_annual_revenue on store.crm_account (org_id, k_annual_revenue, id) include (life, k_annual_revenue_currency);

create index crm_account_by_owner_id_name on store.crm_account (org_id, owner_id, k_name, id) include (life);

create index crm_account_by_parent_account on store.crm_account (org_id, k_parent_account, id) include (life);

create index crm_account_by_updated_at on store.crm_account (org_id, updated_at, id) include (life);

create index crm_account_by_created_at on store.crm_account (org_id, created_at, id) include (life);

call store.protect('store.crm_account');

grant select, insert, update, delete on store.crm_account to outpost_app;

create view report.crm_account with (security_invoker) as
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
    fields ->> 'sector' as "sector",
    fields ->> 'website' as "website",
    fields ->> 'email' as "email",
    fields ->> 'phone' as "phone",
    (fields ->> 'foundedYear')::numeric as "founded_year",
    (fields -> 'annualRevenue' ->> 'amount')::bigint as "annual_revenue_minor",
    fields -> 'annualRevenue' ->> 'currency' as "annual_revenue_currency",
    (fields ->> 'employeeCount')::numeric as "employee_count",
    fields ->> 'location' as "location",
    fields -> 'address' as "address",
    (fields ->> 'parentAccount')::uuid as "parent_account",
    (fields ->> 'customerSince')::date as "customer_since",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_account;

grant select on report.crm_account to outpost_app;

create table store.crm_activity (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_about text collate "C" generated always as ((keys ->> 'about')) stored,
  k_happens_at text collate "C" generated always as ((keys ->> 'happensAt')) stored,
  k_kind text collate "C" generated always as ((keys ->> 'kind')) stored,
  k_with text collate "C" generated always as ((keys ->> 'with')) stored,
  primary key (org_id, id)
);

create index crm_activity_by_about_happens_at on store.crm_activity (org_id, k_about, k_happens_at, id) include (life);

create index crm_activity_by_kind_happens_at on store.crm_activity (org_id, k_kind, k_happens_at, id) include (life);

create index crm_activity_by_happens_at on store.crm_activity (org_id, k_happens_at, id) include (life);

create index crm_activity_by_with on store.crm_activity (org_id, k_with, id) include (life);

create index crm_activity_by_owner_id_happens_at on store.crm_activity (org_id, owner_id, k_happens_at, id) include (life);

create index crm_activity_by_created_at on store.crm_activity (org_id, created_at, id) include (life);

create index crm_activity_by_updated_at on store.crm_activity (org_id, updated_at, id) include (life);

call store.protect('store.crm_activity');

grant select, insert, update, delete on store.crm_activity to outpost_app;

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
    (fields ->> 'with')::uuid as "with",
    fields ->> 'toAddress' as "to_address",
    fields ->> 'delivery' as "delivery",
    fields ->> 'deliveryStatus' as "delivery_status",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

create table store.crm_contact (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_account text collate "C" generated always as ((keys ->> 'account')) stored,
  k_email text collate "C" generated always as ((keys ->> 'email')) stored,
  k_phone text collate "C" generated always as ((keys ->> 'phone')) stored,
  primary key (org_id, id)
);

create index crm_contact_by_name on store.crm_contact (org_id, k_name, id) include (life);

create index crm_contact_by_account_name on store.crm_contact (org_id, k_account, k_name, id) include (life);

create index crm_contact_by_email on store.crm_contact (org_id, k_email, id) include (life);

create index crm_contact_by_phone on store.crm_contact (org_id, k_phone, id) include (life);

create index crm_contact_by_owner_id_name on store.crm_contact (org_id, owner_id, k_name, id) include (life);

create index crm_contact_by_updated_at on store.crm_contact (org_id, updated_at, id) include (life);

create index crm_contact_by_created_at on store.crm_contact (org_id, created_at, id) include (life);

call store.protect('store.crm_contact');

grant select, insert, update, delete on store.crm_contact to outpost_app;

create view report.crm_contact with (security_invoker) as
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
    fields ->> 'jobTitle' as "job_title",
    (fields ->> 'account')::uuid as "account",
    fields ->> 'email' as "email",
    fields ->> 'phone' as "phone",
    fields ->> 'mobile' as "mobile",
    fields ->> 'preferredChannel' as "preferred_channel",
    (fields ->> 'doNotContact')::boolean as "do_not_contact",
    (fields ->> 'birthday')::date as "birthday",
    fields -> 'address' as "address",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_contact;

grant select on report.crm_contact to outpost_app;

create table store.crm_deal (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_stage text collate "C" generated always as ((keys ->> 'stage')) stored,
  k_value bigint generated always as ((keys ->> 'value')::bigint) stored,
  k_value_currency text collate "C" generated always as ((keys ->> 'valueCurrency')) stored,
  k_closes_on text collate "C" generated always as ((keys ->> 'closesOn')) stored,
  k_closed_on text collate "C" generated always as ((keys ->> 'closedOn')) stored,
  k_engaged_on text collate "C" generated always as ((keys ->> 'engagedOn')) stored,
  k_account text collate "C" generated always as ((keys ->> 'account')) stored,
  k_contact text collate "C" generated always as ((keys ->> 'contact')) stored,
  k_product text collate "C" generated always as ((keys ->> 'product')) stored,
  k_external_key text collate "C" generated always as ((keys ->> 'externalKey')) stored,
  primary key (org_id, id)
);

create index crm_deal_by_name on store.crm_deal (org_id, k_name, id) include (life);

create index crm_deal_by_stage_value on store.crm_deal (org_id, k_stage, k_value, id) include (life, k_value_currency);

create index crm_deal_by_stage_closes_on on store.crm_deal (org_id, k_stage, k_closes_on, id) include (life);

create index crm_deal_by_value on store.crm_deal (org_id, k_value, id) include (life, k_value_currency);

create index crm_deal_by_closes_on on store.crm_deal (org_id, k_closes_on, id) include (life);

create index crm_deal_by_closed_on on store.crm_deal (org_id, k_closed_on, id) include (life);

create index crm_deal_by_engaged_on on store.crm_deal (org_id, k_engaged_on, id) include (life);

create index crm_deal_by_account_stage on store.crm_deal (org_id, k_account, k_stage, id) include (life);

create index crm_deal_by_contact on store.crm_deal (org_id, k_contact, id) include (life);

create index crm_deal_by_product on store.crm_deal (org_id, k_product, id) include (life);

create index crm_deal_by_owner_id_stage on store.crm_deal (org_id, owner_id, k_stage, id) include (life);

create index crm_deal_by_team_id_stage on store.crm_deal (org_id, team_id, k_stage, id) include (life);

create index crm_deal_by_external_key on store.crm_deal (org_id, k_external_key, id) include (life);

create index crm_deal_by_updated_at on store.crm_deal (org_id, updated_at, id) include (life);

create index crm_deal_by_created_at on store.crm_deal (org_id, created_at, id) include (life);

call store.protect('store.crm_deal');

grant select, insert, update, delete on store.crm_deal to outpost_app;

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
    fields ->> 'lossReason' as "loss_reason",
    fields ->> 'externalKey' as "external_key",
    fields ->> 'source' as "source",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_deal;

grant select on report.crm_deal to outpost_app;

create table store.crm_lead (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  k_score double precision generated always as ((keys ->> 'score')::double precision) stored,
  k_source text collate "C" generated always as ((keys ->> 'source')) stored,
  k_email text collate "C" generated always as ((keys ->> 'email')) stored,
  primary key (org_id, id)
);

create index crm_lead_by_name on store.crm_lead (org_id, k_name, id) include (life);

create index crm_lead_by_status_score on store.crm_lead (org_id, k_status, k_score, id) include (life);

create index crm_lead_by_score on store.crm_lead (org_id, k_score, id) include (life);

create index crm_lead_by_source on store.crm_lead (org_id, k_source, id) include (life);

create index crm_lead_by_owner_id_status on store.crm_lead (org_id, owner_id, k_status, id) include (life);

create index crm_lead_by_email on store.crm_lead (org_id, k_email, id) include (life);

create index crm_lead_by_updated_at on store.crm_lead (org_id, updated_at, id) include (life);

create index crm_lead_by_created_at on store.crm_lead (org_id, created_at, id) include (life);

call store.protect('store.crm_lead');

grant select, insert, update, delete on store.crm_lead to outpost_app;

create view report.crm_lead with (security_invoker) as
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
    fields ->> 'company' as "company",
    fields ->> 'email' as "email",
    fields ->> 'phone' as "phone",
    fields ->> 'status' as "status",
    fields ->> 'source' as "source",
    (fields -> 'estimatedValue' ->> 'amount')::bigint as "estimated_value_minor",
    fields -> 'estimatedValue' ->> 'currency' as "estimated_value_currency",
    (fields ->> 'score')::numeric as "score",
    (fields ->> 'convertedTo')::uuid as "converted_to",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_lead;

grant select on report.crm_lead to outpost_app;

create table store.crm_product (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_series text collate "C" generated always as ((keys ->> 'series')) stored,
  k_list_price bigint generated always as ((keys ->> 'listPrice')::bigint) stored,
  k_list_price_currency text collate "C" generated always as ((keys ->> 'listPriceCurrency')) stored,
  k_sku text collate "C" generated always as ((keys ->> 'sku')) stored,
  primary key (org_id, id)
);

create index crm_product_by_name on store.crm_product (org_id, k_name, id) include (life);

create index crm_product_by_series_name on store.crm_product (org_id, k_series, k_name, id) include (life);

create index crm_product_by_list_price on store.crm_product (org_id, k_list_price, id) include (life, k_list_price_currency);

create index crm_product_by_updated_at on store.crm_product (org_id, updated_at, id) include (life);

create index crm_product_by_unique_sku on store.crm_product (org_id, k_sku, id) include (life);

call store.protect('store.crm_product');

grant select, insert, update, delete on store.crm_product to outpost_app;

create view report.crm_product with (security_invoker) as
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
    fields ->> 'series' as "series",
    fields ->> 'sku' as "sku",
    (fields -> 'listPrice' ->> 'amount')::bigint as "list_price_minor",
    fields -> 'listPrice' ->> 'currency' as "list_price_currency",
    (fields ->> 'retired')::boolean as "retired",
    fields ->> 'about' as "about"
  from store.crm_product;

grant select on report.crm_product to outpost_app;

create table store.crm_task (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_about text collate "C" generated always as ((keys ->> 'about')) stored,
  k_due_at text collate "C" generated always as ((keys ->> 'dueAt')) stored,
  k_done bigint generated always as ((keys ->> 'done')::bigint) stored,
  primary key (org_id, id)
);

create index crm_task_by_about_due_at on store.crm_task (org_id, k_about, k_due_at, id) include (life);

create index crm_task_by_owner_id_done_due_at on store.crm_task (org_id, owner_id, k_done, k_due_at, id) include (life);

create index crm_task_by_done_due_at on store.crm_task (org_id, k_done, k_due_at, id) include (life);

create index crm_task_by_due_at on store.crm_task (org_id, k_due_at, id) include (life);

create index crm_task_by_updated_at on store.crm_task (org_id, updated_at, id) include (life);

create index crm_task_by_created_at on store.crm_task (org_id, created_at, id) include (life);

call store.protect('store.crm_task');

grant select, insert, update, delete on store.crm_task to outpost_app;

create view report.crm_task with (security_invoker) as
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
    fields ->> 'subject' as "subject",
    fields ->> 'about' as "about",
    (fields ->> 'dueAt')::timestamptz as "due_at",
    (fields ->> 'done')::boolean as "done",
    fields ->> 'priority' as "priority",
    fields ->> 'body' as "body"
  from store.crm_task;

grant select on report.crm_task to outpost_app;

create table store.platform_field_definition (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_for_entity text collate "C" generated always as ((keys ->> 'forEntity')) stored,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  primary key (org_id, id)
);

create index platform_field_definition_by_for_entity_name on store.platform_field_definition (org_id, k_for_entity, k_name, id) include (life);

create index platform_field_definition_by_updated_at on store.platform_field_definition (org_id, updated_at, id) include (life);

call store.protect('store.platform_field_definition');

grant select, insert, update, delete on store.platform_field_definition to outpost_app;

create view report.platform_field_definition with (security_invoker) as
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
    fields ->> 'name' as "name",
    fields ->> 'label' as "label",
    fields ->> 'type' as "type",
    (fields ->> 'required')::boolean as "required",
    (fields ->> 'searched')::boolean as "searched",
    fields -> 'options' as "options"
  from store.platform_field_definition;

grant select on report.platform_field_definition to outpost_app;

create table store.platform_person (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_email text collate "C" generated always as ((keys ->> 'email')) stored,
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  primary key (org_id, id)
);

create index platform_person_by_name on store.platform_person (org_id, k_name, id) include (life);

create index platform_person_by_email on store.platform_person (org_id, k_email, id) include (life);

create index platform_person_by_status_name on store.platform_person (org_id, k_status, k_name, id) include (life);

create index platform_person_by_updated_at on store.platform_person (org_id, updated_at, id) include (life);

call store.protect('store.platform_person');

grant select, insert, update, delete on store.platform_person to outpost_app;

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
    fields ->> 'status' as "status",
    fields -> 'memberships' as "memberships"
  from store.platform_person;

grant select on report.platform_person to outpost_app;

create table store.platform_role (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_key text collate "C" generated always as ((keys ->> 'key')) stored,
  k_label text collate "C" generated always as ((keys ->> 'label')) stored,
  primary key (org_id, id)
);

create index platform_role_by_key on store.platform_role (org_id, k_key, id) include (life);

create index platform_role_by_label on store.platform_role (org_id, k_label, id) include (life);

create index platform_role_by_updated_at on store.platform_role (org_id, updated_at, id) include (life);

call store.protect('store.platform_role');

grant select, insert, update, delete on store.platform_role to outpost_app;

create view report.platform_role with (security_invoker) as
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
    fields ->> 'key' as "key",
    fields ->> 'label' as "label",
    fields ->> 'describes' as "describes",
    fields -> 'grants' as "grants",
    (fields ->> 'builtIn')::boolean as "built_in",
    (fields ->> 'portal')::boolean as "portal"
  from store.platform_role;

grant select on report.platform_role to outpost_app;

create table store.platform_team (
  org_id uuid not null,
  id uuid not null,
  version bigint not null,
  schema integer not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  keys jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  k_region text collate "C" generated always as ((keys ->> 'region')) stored,
  primary key (org_id, id)
);

create index platform_team_by_name on store.platform_team (org_id, k_name, id) include (life);

create index platform_team_by_region_name on store.platform_team (org_id, k_region, k_name, id) include (life);

create index platform_team_by_updated_at on store.platform_team (org_id, updated_at, id) include (life);

call store.protect('store.platform_team');

grant select, insert, update, delete on store.platform_team to outpost_app;

create view report.platform_team with (security_invoker) as
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
    fields ->> 'region' as "region",
    (fields ->> 'lead')::uuid as "lead"
  from store.platform_team;

grant select on report.platform_team to outpost_app;
