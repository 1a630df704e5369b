-- Mailboxes to which a person signs in at a provider (OAuth 2.0, MBX-17 to MBX-20, ADR 164). `sealed` then has the provider's tokens in place of a password.
alter table store.mailbox add column provider text check (provider in ('google', 'microsoft')); -- null: a password
alter table store.mailbox add column refreshing_until text collate "C"; -- a server asks the provider for a new token now
alter table store.mailbox add column refresh_fence bigint not null default 0; -- counts these claims; only the last one writes
alter table store.mailbox add column refresh_tries integer not null default 0; -- without success
alter table store.mailbox add column refresh_at text collate "C"; -- after a failure: not before

-- A sign-in at a provider that a person has started. It ends when it is used, and after ten minutes.
create table store.mailbox_sign_in (
  org_id uuid not null,
  person_id uuid not null,              -- who started it; one each
  session_id text collate "C" not null, -- for the journal
  provider text not null check (provider in ('google', 'microsoft')),
  state_hash bytea not null,            -- SHA-256 of the state (RFC 6749, section 10.12); it is not kept itself
  made_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, person_id)
);
call store.protect('store.mailbox_sign_in');
grant select, insert, update, delete on store.mailbox_sign_in to outpost_app;
