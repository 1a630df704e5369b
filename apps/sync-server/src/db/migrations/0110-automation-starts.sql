-- Automations that start by a button, a date or a schedule (ADR 145).
-- A run that no journal row started has the number of the newest row at that moment, so the number is no key. The id of a run is made of
-- what started it: that is what lets each of them start one run at most.
alter table store.automation_run add column cause jsonb; -- null: the change of the journal row; else the press, the date or the due moment
alter table store.automation_run drop constraint automation_run_org_id_automation_id_n_key;
create index automation_run_number on store.automation_run (org_id, automation_id, n, id);
alter table store.automation add column button_n bigint; -- the journal row since which its button must be written anew; null: it is up to date
create index automation_button on store.automation (org_id) where button_n is not null;
create table store.automation_due (      -- a live version that starts by a date or a schedule
  org_id uuid not null,
  automation_id uuid not null,
  version_id uuid not null,
  since text collate "C" not null,       -- moments up to this one are done; ISO 8601 UTC
  until text collate "C",                -- the end of the span, or the due moment, that is under way; null: none is
  after text,                            -- the cursor of its next page
  started integer not null,              -- the runs of the span under way
  last jsonb,                            -- the last due moment: when, runs started, records left out
  primary key (org_id, automation_id)
);
create table store.automation_answer (   -- a press that was decided and whose record does not say so yet
  org_id uuid not null,
  press_id uuid not null,
  n bigint not null,                     -- the journal row of the press
  why text,                              -- why it started nothing; null: it started a run
  primary key (org_id, press_id)
);
call store.protect('store.automation_due');
call store.protect('store.automation_answer');
grant select, insert, update, delete on store.automation_due, store.automation_answer to outpost_app;
