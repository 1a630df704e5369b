-- Consents that must be confirmed (MSG-50, ADR 157): each is asked about once, by e-mail.
create table store.confirmation (
  org_id uuid not null,
  consent_id uuid not null,             -- its record has the address and the words
  at text collate "C" not null,         -- ISO 8601 UTC: when the e-mail was queued, or why it was not
  why text collate "C",                 -- null: it was asked. Otherwise the rule by which nobody may write, or 'cap'
  confirmed_at text collate "C",        -- ISO 8601 UTC: the first press of the button
  primary key (org_id, consent_id)
);
create index confirmation_at on store.confirmation (org_id, at);
call store.protect('store.confirmation');
grant select, insert, update, delete on store.confirmation to outpost_app;
