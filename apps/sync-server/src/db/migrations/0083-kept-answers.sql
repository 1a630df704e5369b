-- The answers to requests with an Idempotency-Key whose work is not one act of records. They are encrypted, because an answer may have a
-- secret that is shown once. A repeated request gets the first answer.
create table store.api_answer (
  org_id uuid not null,
  caller uuid not null,
  key_hash bytea not null,
  answer text not null,                 -- encrypted JSON
  made_at text collate "C" not null,
  primary key (org_id, caller, key_hash)
);
call store.protect('store.api_answer');
grant select, insert, delete on store.api_answer to outpost_app;
