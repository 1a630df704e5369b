-- A-6: the kinds of record that are also filed by the month of their last change: kind -> the month at which devices' tokens end,
-- or null while earlier records are being filed. The mark of the tenant's rights (0007) changes with this column, as in 0071.
alter table store.tenants add column filed_by_month jsonb not null default '{}';
grant update (filed_by_month) on store.tenants to outpost_app;
