-- A server that is given the app's connection alone can't migrate: it has to see whether the database is migrated.
grant usage on schema outpost_meta to outpost_app;
grant select on outpost_meta.migration to outpost_app;
