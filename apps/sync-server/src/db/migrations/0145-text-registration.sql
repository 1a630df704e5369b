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
    fields ->> 'accent' as "accent",
    fields -> 'logo' as "logo",
    fields ->> 'postalAddress' as "postal_address",
    (fields ->> 'offersMost')::numeric as "offers_most",
    (fields ->> 'offersDays')::numeric as "offers_days",
    (fields ->> 'followsMails')::boolean as "follows_mails",
    (fields ->> 'recordsCalls')::boolean as "records_calls",
    (fields ->> 'announcesRecording')::boolean as "announces_recording",
    (fields ->> 'keepsRecordingsOutside')::boolean as "keeps_recordings_outside",
    fields ->> 'textBrand' as "text_brand",
    fields ->> 'textCampaign' as "text_campaign",
    fields ->> 'textUseCase' as "text_use_case",
    fields ->> 'weekStart' as "week_start",
    (fields ->> 'idleDays')::numeric as "idle_days",
    (fields ->> 'sessionDays')::numeric as "session_days",
    (fields ->> 'recoveryHours')::numeric as "recovery_hours",
    (fields ->> 'passwordChars')::numeric as "password_chars",
    (fields ->> 'trustDays')::numeric as "trust_days",
    (fields ->> 'unlockTries')::numeric as "unlock_tries",
    (fields ->> 'offlineDays')::numeric as "offline_days",
    (fields ->> 'lockMinutes')::numeric as "lock_minutes",
    fields -> 'keptOffDevices' as "kept_off_devices",
    (fields ->> 'securityDays')::numeric as "security_days",
    (fields ->> 'complianceDays')::numeric as "compliance_days",
    (fields ->> 'changeDays')::numeric as "change_days"
  from store.platform_organisation;

grant select on report.platform_organisation to outpost_app;
