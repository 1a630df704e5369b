-- K-1: the id of a record is used for ever. Erasing left none of it in record_home; what was erased so far is in the journal.
-- S-4c: which acts of a group are not undone, asked before somebody else's undo closes the group.
-- Idea 4: an intent that was taken back before it was carried out is `dropped`; `done` said of it that it was carried out.

alter table store.record_home no force row level security;
alter table store.journal no force row level security;
alter table store.intent no force row level security;
insert into store.record_home (org_id, id, entity)
  select distinct org_id, record, 'erased' from store.journal where kind = 'erased' and record is not null
  on conflict do nothing;
update store.intent set status = 'dropped' where status = 'done' and outcome is null;
alter table store.record_home force row level security;
alter table store.journal force row level security;
alter table store.intent force row level security;

create index act_group on store.act (org_id, group_id) where group_id is not null;
