-- Counts of failed sign-ins without an account are kept for 400 days: a year, and the month for a report about it.
create or replace function auth.note_of_account(asked_identity uuid, new_event jsonb, now_ms bigint, new_key text, bound integer) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  is_known boolean := false;
begin
  for one in select m.org_id, m.person_id from auth.membership m where m.identity_id = asked_identity loop
    is_known := true;
    perform store.note_event(one.org_id, new_event || jsonb_build_object('about', one.person_id), now_ms, new_key, bound);
  end loop;
  if not is_known then
    insert into auth.unplaced_event as u (hour_ms, action, times) values (now_ms - now_ms % 3600000, new_event ->> 'action', 1)
      on conflict (hour_ms, action) do update set times = u.times + 1;
    delete from auth.unplaced_event where hour_ms < now_ms - 400 * 86400000::bigint;
  end if;
end $$;
grant delete on auth.unplaced_event to outpost_identity;
