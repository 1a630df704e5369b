-- K-6: how far the horizon of tombstones may pass does not follow from the wall clock alone: a clock that is set ahead would erase all.

-- What the servers of this database have in common, whatever the tenant. One row.
create schema host;
grant usage on schema host to outpost_app;
create table host.running_time (
  one boolean primary key default true check (one),
  total_ms bigint not null default 0,   -- how long servers have run, by their monotonic clocks; time of several at once counts once
  keeper uuid,                          -- the process that counts now
  beat bigint not null default 0,       -- rises each time the keeper counts: a keeper that died is known by it
  seen_at_ms bigint,                    -- the wall clock of the keeper then; null: whatever comes next is taken
  stopped text                          -- how the wall clock jumped; null: it did not, or an operator has had a look
);
insert into host.running_time default values;
grant select, update on host.running_time to outpost_app;

-- How far the horizon has passed, and what it may still pass: at most two days of a journal while servers run for one.
create table store.horizon (
  org_id uuid primary key references store.tenants,
  passed_to text collate "C" not null,  -- an instant of the journal's rows, ISO 8601 UTC
  counted_ms bigint not null,           -- the running time up to which the allowance was worked out
  left_ms bigint not null               -- what was left of it then, in time of the journal
);
call store.protect('store.horizon');
grant select, insert, update on store.horizon to outpost_app;
