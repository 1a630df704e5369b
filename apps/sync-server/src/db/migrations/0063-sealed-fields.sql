-- K-4: the data keys of a tenant, each encrypted under the server's master key (ADR 62). Sealed fields lie encrypted under the newest one.
-- Older ones stay: the rows of the journal that were written under them can't be written again, because the chain covers them.
create table store.data_key (
  org_id uuid not null,
  id text collate "C" not null,         -- is part of each value that it encrypts
  wrapped text not null,
  made_ms bigint not null,
  primary key (org_id, id)
);
call store.protect('store.data_key');
grant select, insert, update on store.data_key to outpost_app;
-- A process keeps a tenant's keys as long as the mark of its rights is the same (0007).
call store.watch_rights('store.data_key');
