-- PLT-52: short names that organisations had before. For a year nobody else gets one, and addresses with it lead to its organisation.
create table store.former_slug (
  org_id uuid not null,
  slug text collate "C" not null,
  ends_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, slug)
);
create index former_slug_by_name on store.former_slug (slug);
call store.protect('store.former_slug');
grant select, insert, update, delete on store.former_slug to outpost_app;

-- Whether another organisation keeps a short name. It tells nothing about the organisation.
create policy by_identity on store.former_slug for select to outpost_identity using (true);
grant select on store.former_slug to outpost_identity;
create function store.slug_is_kept(asked_slug text, asked_by uuid, asked_at text)
  returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (select 1 from store.former_slug f where f.slug = asked_slug and f.org_id <> asked_by and f.ends_at > asked_at);
  end;
grant outpost_identity to current_user;
grant create on schema store to outpost_identity;
alter function store.slug_is_kept(text, uuid, text) owner to outpost_identity;
revoke create on schema store from outpost_identity;
revoke execute on function store.slug_is_kept(text, uuid, text) from public;
grant execute on function store.slug_is_kept(text, uuid, text) to outpost_app;
