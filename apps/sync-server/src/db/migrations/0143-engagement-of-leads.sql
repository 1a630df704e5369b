-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_lead;

alter table store.crm_lead add column k_engagement_until text collate "C" generated always as ((keys ->> 'engagementUntil')) stored;

create index crm_lead_by_engagement_until on store.crm_lead (org_id, k_engagement_until, id) include (life);

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
    (fields ->> 'engagement')::numeric as "engagement",
    fields -> 'engagedBy' as "engaged_by",
    (fields ->> 'engagementUntil')::timestamptz as "engagement_until",
    (fields ->> 'convertedTo')::uuid as "converted_to",
    (fields ->> 'convertedContact')::uuid as "converted_contact",
    (fields ->> 'convertedAccount')::uuid as "converted_account",
    fields -> 'tags' as "tags",
    fields ->> 'about' as "about"
  from store.crm_lead;

grant select on report.crm_lead to outpost_app;
