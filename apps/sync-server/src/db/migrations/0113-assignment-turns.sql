-- Assignment rules (ADR 147): whose turn it is, and what was decided.
create table store.assignment_turn (     -- one row for each rule: its lock makes servers decide one after the other
  org_id uuid not null,
  rule_id uuid not null,
  turns jsonb not null,                  -- by the id of a part: the count of its decisions, and the last one of each person
  primary key (org_id, rule_id)
);
create table store.assignment_decision (
  org_id uuid not null,
  n bigint not null generated always as identity, -- the order of the decisions
  id uuid not null,                      -- made of the run, the step and its round: a step decides once
  rule_id uuid not null,
  run_id uuid not null,
  step_id text collate "C" not null,
  entity text collate "C" not null,
  record_id uuid not null,
  person_id uuid,                        -- null: nobody could take the record
  reason text not null,
  passed jsonb not null,                 -- who was passed over and why: [{person, part, why}]
  at text collate "C" not null,          -- ISO 8601 UTC
  done_at text collate "C",              -- when the outcome of the step was written; null: its act may not be done yet
  primary key (org_id, id)
);
create index assignment_decision_rule on store.assignment_decision (org_id, rule_id, n desc);
create index assignment_decision_record on store.assignment_decision (org_id, record_id);
create index assignment_decision_run on store.assignment_decision (org_id, run_id, step_id);
create index assignment_decision_open on store.assignment_decision (org_id, entity) where done_at is null;
create index assignment_decision_at on store.assignment_decision (org_id, at);
call store.protect('store.assignment_turn');
call store.protect('store.assignment_decision');
grant select, insert, update, delete on store.assignment_turn, store.assignment_decision to outpost_app;
