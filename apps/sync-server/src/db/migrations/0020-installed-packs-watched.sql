-- T-25: which packs a tenant has decides its kinds of record, so a change of it gives the mark of its rights a new value (A-2, 0007).
do $$
begin
  if to_regclass('store.platform_installed_pack') is not null then call store.watch_rights('store.platform_installed_pack'); end if;
end $$;
