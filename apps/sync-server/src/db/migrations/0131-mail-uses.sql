-- What the receivers of e-mails did with them (MSG-46, ADR 159): one row for the picture of an e-mail, and one for each of its links.
create table store.mail_use (
  org_id uuid not null,
  message_id uuid not null,               -- as in store.message_log
  link text collate "C" not null,         -- SHA-256 of the target, hex; empty: the picture
  target text,                            -- null: the picture
  uses integer not null check (uses between 1 and 1000),
  machines integer not null check (machines between 0 and uses), -- those that may be by a machine
  first_at text collate "C" not null,     -- ISO 8601 UTC
  last_at text collate "C" not null,
  first_by_person_at text collate "C",    -- null: all may be by machines
  is_untold boolean not null,             -- the record of the e-mail does not show it yet
  quiet_until text collate "C",           -- the record is told again at this time at the earliest
  primary key (org_id, message_id, link)
);
create index mail_use_untold on store.mail_use (org_id, message_id) where is_untold;
call store.protect('store.mail_use');
grant select, insert, update on store.mail_use to outpost_app;
grant select, delete on store.mail_use to outpost_eraser;

-- CMP-8: what members of campaigns did with their e-mails. The first time, ISO 8601 UTC.
alter table store.campaign_member add column opened_at text collate "C";
alter table store.campaign_member add column clicked_at text collate "C";
