-- PLT-42: how much an organisation has used in a month (UTC) of what its plan counts by month: API calls and messages. Servers add up in memory,
-- and add their sums here every few seconds (ADR 98).
create table store.month_use (
  org_id uuid not null,
  quota text collate "C" not null,     -- the key of the quota
  month text collate "C" not null,     -- such as 2026-11
  used bigint not null,
  primary key (org_id, month, quota)
);
call store.protect('store.month_use');
grant select, insert, update on store.month_use to outpost_app;
