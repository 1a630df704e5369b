-- The log of messages (MSG-33, ADR 0141): one row for each order that left the server, or that a rule refused. The server adds rows and
-- notes what became of them. Each end is also an entry of the journal.
create table store.message_log (
  org_id uuid not null,
  id uuid not null,
  intent text collate "C" not null,       -- as in store.intent
  entity text collate "C" not null,
  record_id uuid not null,
  fence bigint not null,                  -- the claim
  at text collate "C" not null,           -- ISO 8601 UTC: before it left, or when it was refused
  channel text collate "C" not null,
  purpose text collate "C" not null,
  author uuid not null,
  template_version uuid,
  ground text collate "C" check (ground in ('contract', 'interest', 'consent')),
  consent_id uuid,
  rule text collate "C",                  -- of a refusal
  text_sha256 text collate "C",           -- of the plain text as sent, hex
  html_sha256 text collate "C",
  state text collate "C" not null check (state in ('leaving', 'kept-back', 'sent', 'delivered', 'failed', 'unclear', 'refused')),
  state_at text collate "C" not null,
  provider_id text,
  why text,
  receiver text,                          -- null: erased by law
  receiver_key text collate "C",          -- how addresses are compared
  salt text collate "C",                  -- hex: the journal has SHA-256(salt, receiver)
  opted_out_at text collate "C",          -- the receiver used the link of this message
  primary key (org_id, id)
);
create index message_log_claim on store.message_log (org_id, intent, record_id, fence);
create index message_log_at on store.message_log (org_id, at, id);
create index message_log_receiver on store.message_log (org_id, receiver_key, at);
call store.protect('store.message_log');
grant select, insert, update (state, state_at, provider_id, why, opted_out_at) on store.message_log to outpost_app;
grant update (receiver, receiver_key, salt, text_sha256, html_sha256), delete on store.message_log to outpost_eraser;
