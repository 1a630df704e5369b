-- E-mail in (ADR 148): the mailboxes that people have connected, and how far each was read. No e-mail is kept here.
create table store.mailbox (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,              -- whose mailbox it is; one each
  address text not null,
  host text not null,                   -- of IMAP
  port integer not null check (port between 1 and 65535),
  user_name text not null,
  sealed text collate "C" not null,     -- the password, under the tenant's data key
  made_at text collate "C" not null,    -- ISO 8601 UTC
  uid_validity text collate "C",        -- RFC 3501, section 2.3.1.1; null: it was never opened
  last_uid bigint not null,             -- e-mails up to this one are done
  failed_uid bigint,                    -- the server failed at this one, so many times
  failures integer not null,
  read_at text collate "C",             -- when all of it was read the last time
  kept integer not null,                -- how many answers it has brought
  skipped integer not null,             -- e-mails at which the server failed each time
  problem text collate "C" check (problem in ('sign-in', 'unreachable', 'address')),
  tries integer not null,               -- without success since it was read the last time
  next_at text collate "C",             -- null: not before its person connects it again
  claimed_until text collate "C",       -- a server reads it now
  fence bigint not null,                -- counts the claims; only the last one writes
  primary key (org_id, id)
);
create unique index mailbox_person on store.mailbox (org_id, person_id);
call store.protect('store.mailbox');
grant select, insert, update, delete on store.mailbox to outpost_app;
