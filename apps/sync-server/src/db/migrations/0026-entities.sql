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
    fields ->> 'subject' as "subject",
    fields ->> 'body' as "body",
    (fields ->> 'happensAt')::timestamptz as "happens_at",
    (fields ->> 'lasts')::bigint as "lasts",
    fields ->> 'remind' as "remind",
    (fields ->> 'with')::uuid as "with",
    fields ->> 'toAddress' as "to_address",
    fields ->> 'delivery' as "delivery",
    fields ->> 'deliveryStatus' as "delivery_status",
    (fields ->> 'deliveredAt')::timestamptz as "delivered_at",
    fields ->> 'deliveryError' as "delivery_error"
  from store.crm_activity;

grant select on report.crm_activity to outpost_app;

drop view report.crm_task;

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
    fields ->> 'remind' as "remind",
    fields ->> 'repeat' as "repeat",
    (fields ->> 'done')::boolean as "done",
    fields ->> 'priority' as "priority",
    fields ->> 'body' as "body"
  from store.crm_task;

grant select on report.crm_task to outpost_app;

create table store.platform_my_notifications (
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
  primary key (org_id, id)
);

call store.protect('store.platform_my_notifications');

grant select, insert, update, delete on store.platform_my_notifications to outpost_app;

create view report.platform_my_notifications with (security_invoker) as
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
    fields -> 'readUpTo' as "read_up_to",
    fields -> 'read' as "read",
    fields -> 'unread' as "unread",
    fields -> 'hidden' as "hidden",
    fields -> 'outside' as "outside",
    fields ->> 'quietFrom' as "quiet_from",
    fields ->> 'quietUntil' as "quiet_until"
  from store.platform_my_notifications;

grant select on report.platform_my_notifications to outpost_app;
