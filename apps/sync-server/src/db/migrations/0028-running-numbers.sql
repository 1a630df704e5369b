-- S-4e: the last running number of each field that holds such numbers. It is written in the transaction that writes the records with the numbers,
-- under the tenant's clock.
create table store.running_number (
  org_id uuid not null,
  field text collate "C" not null,
  last bigint not null check (last > 0),
  primary key (org_id, field)
);

call store.protect('store.running_number');

grant select, insert, update on store.running_number to outpost_app;
