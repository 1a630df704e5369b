-- Automations that go through related records (ADR 154).
alter table store.automation_run add column items jsonb not null default '[]';  -- the records through which its loop still goes, the present one first
alter table store.automation_step add column record_id uuid;                    -- the record of a loop; null: the record of the run
create index automation_step_record on store.automation_step (org_id, record_id) where record_id is not null;
