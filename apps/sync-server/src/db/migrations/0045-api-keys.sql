-- Keys of programs (issue 14): each acts in the name of its maker, narrowed to its own grants.
create table auth.api_key (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,              -- its maker: without rights of theirs it has none
  name text not null,
  grants jsonb not null,                -- written grants, as in a role
  made_at text collate "C" not null,    -- ISO 8601 UTC
  expires_at text collate "C" not null,
  used_on text collate "C",             -- the day on which it was last used
  revoked_at text collate "C",
  primary key (org_id, id)
);
-- Two at most while a key is rotated. The secret signs requests, too, so it is kept encrypted beside its hash.
create table auth.api_secret (
  org_id uuid not null,
  key_id uuid not null,
  hash bytea not null,                  -- SHA-256 of 256 random bits
  sealed text not null,
  made_at text collate "C" not null,
  ends_at text collate "C",             -- of a replaced one
  primary key (org_id, key_id, hash)
);
-- Signatures that were used within the window of replays.
create table auth.api_signature (
  org_id uuid not null,
  key_id uuid not null,
  signature bytea not null,
  at_ms bigint not null,
  primary key (org_id, key_id, signature)
);
create index api_signature_at on auth.api_signature (org_id, key_id, at_ms);
call store.protect('auth.api_key');
call store.protect('auth.api_secret');
call store.protect('auth.api_signature');

grant select, insert, update on auth.api_key, auth.api_secret to outpost_app;
grant delete on auth.api_secret to outpost_app;
grant select, insert, delete on auth.api_signature to outpost_app;
