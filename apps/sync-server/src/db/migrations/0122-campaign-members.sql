-- Members of campaigns (ADR 152). They are not records: a campaign of 100,000 members must not fill the devices.
create table store.campaign_work (       -- one row for each campaign: its lock lets servers work one after the other
  org_id uuid not null,
  campaign_id uuid not null,
  round integer not null,                -- how many times the audience was begun to be read
  read_after text collate "C",           -- where the next page of the audience begins; null: at its beginning
  read_at text collate "C",              -- when the last page of this round was read; null: it is being read
  is_dirty boolean not null,             -- its figures have changed since they were counted
  counted_at text collate "C",
  primary key (org_id, campaign_id)
);
create table store.campaign_member (
  org_id uuid not null,
  campaign_id uuid not null,
  record_id uuid not null,
  n bigint not null generated always as identity,
  entity text collate "C" not null,
  part text collate "C" not null,        -- test, rest
  variant text collate "C",              -- null: not chosen yet
  state text collate "C" not null,       -- waits, held, written, sent, delivered, failed, unknown, left-out
  reason text collate "C",               -- of a member that is left out
  address_key text collate "C",          -- a hash: an address gets one message, and erasing needs no other search
  message_id uuid,                       -- made of the campaign and the record: there is never a second one
  not_before text collate "C",           -- the receiver's hours have not begun
  wrote_at text collate "C",
  sent_at text collate "C",
  counts_until text collate "C",         -- answers and deals after it do not count
  replied_at text collate "C",
  opted_out_at text collate "C",
  deal_id uuid,
  deal_outcome text collate "C",         -- open, won, lost
  deal_amount bigint,                    -- minor units
  deal_currency text collate "C",
  round integer not null,                -- the round in which it was last found
  primary key (org_id, campaign_id, record_id)
);
create index campaign_member_open on store.campaign_member (org_id, campaign_id, state, part desc, n) where state in ('waits', 'held', 'written');
create index campaign_member_written on store.campaign_member (org_id) where state = 'written';
create index campaign_member_page on store.campaign_member (org_id, campaign_id, n);
create index campaign_member_address on store.campaign_member (org_id, campaign_id, address_key);
create index campaign_member_record on store.campaign_member (org_id, record_id);
create index campaign_member_message on store.campaign_member (org_id, message_id) where message_id is not null;
create index campaign_member_deal on store.campaign_member (org_id, deal_id) where deal_id is not null;
create index campaign_member_wrote on store.campaign_member (org_id, campaign_id, wrote_at) where wrote_at is not null;
call store.protect('store.campaign_work');
call store.protect('store.campaign_member');
grant select, insert, update, delete on store.campaign_work, store.campaign_member to outpost_app;
