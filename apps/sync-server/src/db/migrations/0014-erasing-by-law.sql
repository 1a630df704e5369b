-- P-5: erasing by law takes salt and payload out of rows of the journal. The server can't: only an operator's command works as this role.
-- It sees one tenant at a time, as the server does, and owns nothing.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'outpost_eraser') then create role outpost_eraser nologin nobypassrls; end if;
exception when duplicate_object or unique_violation then null;
end $$;

grant outpost_app to outpost_eraser;
grant update (salt, payload) on store.journal to outpost_eraser;
grant delete on store.intent to outpost_eraser;

-- Devices that start over are told of all erasures that concern them.
create index journal_erasure on store.journal (org_id, n) where kind = 'erasure';
