-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_account;

alter table store.crm_account add column k_place bigint generated always as ((keys ->> 'place')::bigint) stored;

alter table store.crm_account add column k_place__x double precision generated always as ((keys ->> 'place~x')::double precision) stored;

alter table store.crm_account add column k_place__y double precision generated always as ((keys ->> 'place~y')::double precision) stored;

alter table store.crm_account add column k_place__z double precision generated always as ((keys ->> 'place~z')::double precision) stored;

create index crm_account_by_place on store.crm_account (org_id, k_place, id) include (life, k_place__x, k_place__y, k_place__z);

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
    fields -> 'place' as "place",
    (fields ->> 'parentAccount')::uuid as "parent_account",
    (fields ->> 'customerSince')::date as "customer_since",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_account;

grant select on report.crm_account to outpost_app;

drop view report.crm_contact;

alter table store.crm_contact add column k_place bigint generated always as ((keys ->> 'place')::bigint) stored;

alter table store.crm_contact add column k_place__x double precision generated always as ((keys ->> 'place~x')::double precision) stored;

alter table store.crm_contact add column k_place__y double precision generated always as ((keys ->> 'place~y')::double precision) stored;

alter table store.crm_contact add column k_place__z double precision generated always as ((keys ->> 'place~z')::double precision) stored;

create index crm_contact_by_place on store.crm_contact (org_id, k_place, id) include (life, k_place__x, k_place__y, k_place__z);

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
    fields -> 'place' as "place",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_contact;

grant select on report.crm_contact to outpost_app;
