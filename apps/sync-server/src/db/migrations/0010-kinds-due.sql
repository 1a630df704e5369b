-- K-3, K-5: what is known of a tenant's kind of record as a whole. `schema`: all its records are of this number at least; no row says 1.
-- `after`: its records up to this id have been written anew `toward` that number, the others are due; null where none is due.
create table store.kind_upkeep (
  org_id uuid not null,
  entity text collate "C" not null,
  schema integer not null default 1,
  toward integer not null,
  after uuid,
  primary key (org_id, entity)
);

call store.protect('store.kind_upkeep');

grant select, insert, update on store.kind_upkeep to outpost_app;
