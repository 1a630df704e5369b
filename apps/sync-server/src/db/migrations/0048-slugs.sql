-- A short name of each tenant, for addresses (issue 14): small letters, digits and hyphens. Tenants that are here get one of their name and
-- the end of their id.
alter table store.tenants add column slug text collate "C";
update store.tenants set slug =
  left(coalesce(nullif(trim(both '-' from regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g')), ''), 'organisation'), 40) || '-' || right(org_id::text, 6);
create unique index tenants_slug on store.tenants (slug);
