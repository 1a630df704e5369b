-- Intents that wait for their next try, and may have been carried out in an earlier one.
alter table store.intent add column is_unsure boolean not null default false;
