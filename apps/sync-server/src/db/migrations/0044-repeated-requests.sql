-- Requests of the API that carry an `Idempotency-Key` (issue 14): a repeat gets the ids of the first request, and so its outcome.
create table store.api_request (
  org_id uuid not null,
  caller uuid not null,                 -- the person, or the API key
  key_hash bytea not null,              -- SHA-256 of the key
  request_hash bytea not null,          -- SHA-256 of method, path and body
  base uuid not null,                   -- the id from which the ids of its acts and records are made
  made_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, caller, key_hash)
);
call store.protect('store.api_request');

grant select, insert, delete on store.api_request to outpost_app;
