-- Letters of campaigns (ADR 173). A member whose letter waits for a print batch has the state `letter`.
create index campaign_member_recalled on store.campaign_member (org_id, n) where state in ('letter', 'held') and reason = 'answered';
