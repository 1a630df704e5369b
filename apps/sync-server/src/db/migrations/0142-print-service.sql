-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.crm_letter_batch;

create view report.crm_letter_batch with (security_invoker) as
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
    fields ->> 'format' as "format",
    fields ->> 'sender' as "sender",
    fields ->> 'printedBy' as "printed_by",
    (fields ->> 'letterCount')::numeric as "letter_count",
    fields ->> 'handling' as "handling",
    fields ->> 'outcome' as "outcome",
    fields ->> 'decision' as "decision",
    (fields ->> 'outcomeAt')::timestamptz as "outcome_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'why' as "why",
    fields ->> 'status' as "status"
  from store.crm_letter_batch;

grant select on report.crm_letter_batch to outpost_app;
