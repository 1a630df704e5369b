-- The bytes of files that have been received: which record they belong to, and which content. A record names a content by its hash;
-- only a sender who has the bytes can make a row here, so knowing a hash gives nobody the bytes (ADR 47).
create table store.file_content (
  org_id uuid not null,
  file_id uuid not null,                 -- the record
  sha256 text collate "C" not null,      -- 64 digits in lower case
  entity text collate "C" not null,      -- the record's kind
  size_bytes bigint not null,
  received_at text collate "C" not null, -- ISO 8601 UTC
  primary key (org_id, file_id, sha256)
);
create index on store.file_content (org_id, sha256);
call store.protect('store.file_content');

grant select, insert, delete on store.file_content to outpost_app;
