-- Campaigns of several steps (ADR 167). Each message of a member has a row of its own; those that exist are of the first step.
alter table store.campaign_member add column step text collate "C" not null default 'first';
alter table store.campaign_member drop constraint campaign_member_pkey, add primary key (org_id, campaign_id, record_id, step);

create table store.campaign_walk (       -- one row for each member whose first message has its outcome, in a campaign of several steps
  org_id uuid not null,
  campaign_id uuid not null,
  record_id uuid not null,
  place integer not null,                -- of its next step
  since text collate "C" not null,       -- when it came there; ISO 8601 UTC
  next_at text collate "C",              -- the end of its wait; null: its message has no outcome yet, or it has ended
  awaits text collate "C",               -- the step of the message that has no outcome yet
  ended text collate "C",                -- finished, replied, opted-out, deal, taken-back, cancelled; null: it goes on
  primary key (org_id, campaign_id, record_id)
);
create index campaign_walk_next on store.campaign_walk (org_id, campaign_id, next_at) where ended is null;
call store.protect('store.campaign_walk');
grant select, insert, update, delete on store.campaign_walk to outpost_app;
