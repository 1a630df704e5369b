-- Intents: the time in which they may be carried out, the number of their claims, and ends that their records do not show yet.
alter table store.intent
  add column opens_at text collate "C",       -- not carried out before
  add column closes_at text collate "C",      -- not carried out from then on: expired
  add column fence bigint not null default 0, -- counts the claims; only the last one may end the intent
  add column is_untold boolean not null default false;
create index intent_untold on store.intent (org_id, intent, id) where is_untold;
