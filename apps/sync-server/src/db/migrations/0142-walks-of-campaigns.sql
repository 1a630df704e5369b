-- ADR 167: a member's walk begins when its first message is reserved, and its answers end it. Until now it began after the outcome of that message.
-- The owner is kept to row security like everybody else, but for these statements.
alter table store.campaign_member no force row level security;
alter table store.campaign_walk no force row level security;
do $$ begin
  if to_regclass('store.crm_campaign') is null then return; end if; -- no server had campaigns
  alter table store.crm_campaign no force row level security;
  insert into store.campaign_walk (org_id, campaign_id, record_id, place, since, next_at, awaits)
    select m.org_id, m.campaign_id, m.record_id, 0, coalesce(m.sent_at, m.wrote_at), case when m.state in ('sent', 'delivered', 'failed') then coalesce(m.sent_at, m.wrote_at) end,
      case when m.state in ('sent', 'delivered', 'failed') then null else 'first' end
    from store.campaign_member m join store.crm_campaign c on c.org_id = m.org_id and c.id = m.campaign_id
    where m.step = 'first' and m.wrote_at is not null and m.state in ('written', 'held', 'sent', 'delivered', 'failed', 'unknown')
      and jsonb_array_length(case when jsonb_typeof(c.fields -> 'plan' -> 'steps') = 'array' then c.fields -> 'plan' -> 'steps' else '[]'::jsonb end) > 0
    on conflict (org_id, campaign_id, record_id) do nothing;
  alter table store.crm_campaign force row level security;
end $$;
update store.campaign_walk w set ended = case when a.out then 'opted-out' when a.replied then 'replied' else 'deal' end
  from (select org_id, campaign_id, record_id, bool_or(opted_out_at is not null) as out, bool_or(replied_at is not null) as replied
    from store.campaign_member where replied_at is not null or opted_out_at is not null or deal_id is not null group by 1, 2, 3) a
  where w.org_id = a.org_id and w.campaign_id = a.campaign_id and w.record_id = a.record_id and w.ended is null;
with gone as (
  update store.campaign_member m set state = 'left-out', reason = 'answered' from store.campaign_walk w
  where w.org_id = m.org_id and w.campaign_id = m.campaign_id and w.record_id = m.record_id and w.ended is not null and m.step <> 'first' and m.state = 'waits'
  returning m.org_id, m.campaign_id, m.record_id, m.step)
update store.campaign_walk w set place = w.place - 1, awaits = null from gone
  where w.org_id = gone.org_id and w.campaign_id = gone.campaign_id and w.record_id = gone.record_id and w.awaits = gone.step;
update store.campaign_walk w set awaits = null, since = coalesce(m.sent_at, w.since), next_at = coalesce(m.sent_at, w.since) from store.campaign_member m
  where w.org_id = m.org_id and w.campaign_id = m.campaign_id and w.record_id = m.record_id and w.awaits = m.step and m.state in ('sent', 'delivered', 'failed', 'left-out') and m.step <> 'first';
alter table store.campaign_member force row level security;
alter table store.campaign_walk force row level security;

create index campaign_walk_record on store.campaign_walk (org_id, record_id) where ended is null;
create index campaign_walk_awaits on store.campaign_walk (org_id, campaign_id) where ended is not null and awaits is not null;
