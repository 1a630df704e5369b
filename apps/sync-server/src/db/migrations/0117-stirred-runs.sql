-- Runs that wait for a change of their record or for a person's answer (ADR 150).
-- The reader of the journal writes the newest row that changed the record of an open run. The run is asked again then, so nobody polls.
alter table store.automation_run add column stirred_n bigint; -- null: nothing has changed since the run was asked
create index automation_run_open on store.automation_run (org_id, record_id) where status in ('running', 'waiting');
create index automation_run_stirred on store.automation_run (org_id, n) where status = 'waiting' and stirred_n is not null;
