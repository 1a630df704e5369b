-- T-22: the server's own work of packs. When each schedule's next turn is due in each tenant: a server claims a turn by moving it.
create table store.schedule (
  org_id uuid not null,
  schedule text collate "C" not null,    -- "pack/name"
  due_at text collate "C" not null,      -- ISO 8601 UTC
  primary key (org_id, schedule)
);
call store.protect('store.schedule');

-- The addresses that administrators have made for programs of others to send to. The key itself is kept nowhere.
create table store.webhook (
  org_id uuid not null,
  webhook text collate "C" not null,     -- "pack/name"
  key_hash text collate "C" not null,    -- SHA-256 of the address's key, base64url
  made_at text collate "C" not null,
  primary key (org_id, webhook)
);
call store.protect('store.webhook');

grant select, insert, update on store.schedule, store.webhook to outpost_app;
