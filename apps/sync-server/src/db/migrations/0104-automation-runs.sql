-- Automations (ADR 139): what the reader of the journal knows of each one, their runs, and the log of each run's steps.
create table store.automation (
  org_id uuid not null,
  id uuid not null,
  version_id uuid,                      -- the live version at the reader's place in the journal; null: a draft
  is_paused boolean not null,
  is_gone boolean not null,             -- deleted
  pause_why text collate "C" check (pause_why in ('storm', 'definition')), -- the server pauses it: its record and its maker do not know yet
  pause_n bigint,                       -- the journal row at which it decided so
  primary key (org_id, id)
);
create table store.automation_run (
  org_id uuid not null,
  id uuid not null,                     -- made of the automation and the row
  automation_id uuid not null,
  version_id uuid not null,
  n bigint not null,                    -- the journal row that started it
  entity text collate "C" not null,
  record_id uuid not null,
  depth integer not null,               -- 1: a change by a person or a program started it; one more for each run before it
  status text collate "C" not null check (status in ('running', 'waiting', 'done', 'ended', 'refused', 'failed', 'cancelled')),
  position jsonb not null,              -- its place in the steps
  round integer not null,
  faults integer not null,
  wakes_at text collate "C",
  why text,
  revision bigint not null,             -- counts the writes: a step that was decided from an older state changes nothing
  made_at text collate "C" not null,    -- ISO 8601 UTC
  changed_at text collate "C" not null,
  primary key (org_id, id),
  unique (org_id, automation_id, n)
);
create index automation_run_goes on store.automation_run (org_id, n) where status = 'running';
create index automation_run_order on store.automation_run (org_id, automation_id, record_id, n) where status = 'running';
create index automation_run_wakes on store.automation_run (org_id, wakes_at) where status = 'waiting';
create index automation_run_made on store.automation_run (org_id, automation_id, made_at);
create index automation_run_status on store.automation_run (org_id, automation_id, status, n);
create index automation_run_record on store.automation_run (org_id, record_id);
create index automation_run_old on store.automation_run (org_id, changed_at);
create table store.automation_step (
  org_id uuid not null,
  run_id uuid not null,
  seq integer not null,
  step_id text collate "C",             -- null: of the whole run
  kind text collate "C",
  outcome text collate "C" not null check (outcome in ('done', 'chose', 'waits', 'woke', 'ended', 'refused', 'faulted', 'again', 'skipped', 'cancelled')),
  why text,
  act uuid,
  by_id uuid,                           -- the person who decided; null: the worker
  at text collate "C" not null,
  primary key (org_id, run_id, seq)
);
call store.protect('store.automation');
call store.protect('store.automation_run');
call store.protect('store.automation_step');
grant select, insert, update, delete on store.automation, store.automation_run, store.automation_step to outpost_app;
