-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_my_notifications;

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
    fields -> 'following' as "following",
    fields -> 'pinned' as "pinned",
    fields -> 'unpinned' as "unpinned",
    fields ->> 'quietFrom' as "quiet_from",
    fields ->> 'quietUntil' as "quiet_until",
    fields -> 'mailed' as "mailed",
    fields ->> 'mailRhythm' as "mail_rhythm",
    fields ->> 'mailAt' as "mail_at",
    fields ->> 'mailOn' as "mail_on",
    fields -> 'escalated' as "escalated",
    (fields ->> 'escalateHours')::numeric as "escalate_hours",
    fields ->> 'escalateTo' as "escalate_to",
    (fields ->> 'escalatePerson')::uuid as "escalate_person"
  from store.platform_my_notifications;

grant select on report.platform_my_notifications to outpost_app;
