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
    (fields ->> 'trustDays')::numeric as "trust_days",
    (fields ->> 'unlockTries')::numeric as "unlock_tries",
    (fields ->> 'offlineDays')::numeric as "offline_days",
    (fields ->> 'lockMinutes')::numeric as "lock_minutes",
    (fields ->> 'securityDays')::numeric as "security_days",
    (fields ->> 'complianceDays')::numeric as "compliance_days",
    (fields ->> 'changeDays')::numeric as "change_days"
  from store.platform_organisation;

grant select on report.platform_organisation to outpost_app;

-- Written by hand. Devices on which a person signs in without the second factor for some days, after one that was right there (ADR 106).
create table auth.trusted_device (
  org_id uuid not null,
  person_id uuid not null,
  device_id uuid not null,
  proof_key text collate "C" not null,  -- thumbprint of the device's key (RFC 9449): the device proves that it has it
  proof bytea not null,                 -- keyed hash of the password and the second factors: any change of them ends the trust
  since_ms bigint not null,
  until_ms bigint not null,
  primary key (org_id, person_id, device_id)
);
call store.protect('auth.trusted_device');
grant select, insert, update, delete on auth.trusted_device to outpost_app;
