-- Written by `npm run migration` from the declarations, and reviewed.

drop view report.platform_organisation;

create view report.platform_organisation with (security_invoker) as
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
    fields ->> 'currency' as "currency",
    fields ->> 'timeZone' as "time_zone",
    fields ->> 'locale' as "locale",
    fields ->> 'weekStart' as "week_start",
    (fields ->> 'idleDays')::numeric as "idle_days",
    (fields ->> 'sessionDays')::numeric as "session_days",
    (fields ->> 'recoveryHours')::numeric as "recovery_hours",
    (fields ->> 'passwordChars')::numeric as "password_chars",
    (fields ->> 'unlockTries')::numeric as "unlock_tries",
    (fields ->> 'offlineDays')::numeric as "offline_days",
    (fields ->> 'lockMinutes')::numeric as "lock_minutes",
    fields -> 'keptOffDevices' as "kept_off_devices",
    (fields ->> 'securityDays')::numeric as "security_days",
    (fields ->> 'complianceDays')::numeric as "compliance_days",
    (fields ->> 'changeDays')::numeric as "change_days"
  from store.platform_organisation;

grant select on report.platform_organisation to outpost_app;

-- A-6, PLT-44: the kinds of record that devices do not hold. The record of the organisation is the one place where they change, as in 0038.
-- The mark of the tenant's rights (0007) changes with this column: so servers compute the tokens of devices anew.
alter table store.tenants add column kept_off_devices jsonb not null default '[]';
grant update (kept_off_devices) on store.tenants to outpost_app;

create or replace function store.organisation_changed() returns trigger language plpgsql as $$
begin
  update store.tenants t set name = new.fields ->> 'name', currency = new.fields ->> 'currency', time_zone = new.fields ->> 'timeZone',
    kept_off_devices = coalesce(new.fields -> 'keptOffDevices', '[]')
  where t.org_id = new.org_id and new.life = 'alive'
    and (t.name, t.currency, t.time_zone, t.kept_off_devices)
      is distinct from (new.fields ->> 'name', new.fields ->> 'currency', new.fields ->> 'timeZone', coalesce(new.fields -> 'keptOffDevices', '[]'));
  return null;
end $$;
