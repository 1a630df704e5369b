-- ADR 58: the record of an organisation is the one place where its name, currency and time zone change. This trigger copies them into
-- store.tenants, in the transaction of the change: so every server, of an older build too, reads the same. A write that changes none of
-- the three changes no row, and keeps the mark of the tenant's rights (0007).
create function store.organisation_changed() returns trigger language plpgsql as $$
begin
  update store.tenants t set name = new.fields ->> 'name', currency = new.fields ->> 'currency', time_zone = new.fields ->> 'timeZone'
  where t.org_id = new.org_id and new.life = 'alive'
    and (t.name, t.currency, t.time_zone) is distinct from (new.fields ->> 'name', new.fields ->> 'currency', new.fields ->> 'timeZone');
  return null;
end $$;

-- The tables of kinds of record come from the declarations: a schema made without them has none.
do $$
begin
  if to_regclass('store.platform_organisation') is not null then
    create trigger organisation_changed after insert or update on store.platform_organisation
      for each row execute function store.organisation_changed();
  end if;
end $$;
