-- A-4: a person's tokens stay in mind after they are lost, with the number at which each was first gained: departures from before that
-- are told to nobody, whatever a checkpoint claims.

alter table store.token_hold add column first bigint, add column held boolean;
-- The table's owner is under its row security too; these rows are every tenant's.
alter table store.token_hold no force row level security;
update store.token_hold set first = since, held = true;
alter table store.token_hold force row level security;
alter table store.token_hold alter column first set not null, alter column held set not null;
