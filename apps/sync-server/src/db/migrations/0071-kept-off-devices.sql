-- A-6, PLT-44: the kinds of record that devices do not hold. The record of the organisation is the one place where they change, as in 0038.
-- The mark of the tenant's rights (0007) changes with this column: so servers compute the tokens of devices anew.
alter table store.tenants add column kept_off_devices jsonb not null default '[]';
grant update (kept_off_devices) on store.tenants to outpost_app;

create or replace function store.organisation_changed() returns trigger language plpgsql as $$
begin
  update store.tenants t set name = new.fields ->> 'name', currency = new.fields ->> 'currency', time_zone = new.fields ->> 'timeZone',
    kept_off_devices = coalesce(new.fields -> 'keptOffDevices', '[]')
  where t.org_id = new.org_id and new.life = 'alive'
    and (t.name, t.currency, t.time_zone, t.kept_off_devices)
      is distinct from (new.fields ->> 'name', new.fields ->> 'currency', new.fields ->> 'timeZone', coalesce(new.fields -> 'keptOffDevices', '[]'));
  return null;
end $$;
