-- ADR 122: former members whose data was erased. What they did stays under the pseudonym, so their records are kept beyond the horizon.
-- Only the erasing role writes here.
create table store.erased_member (
  org_id uuid not null,
  person_id uuid not null,
  pseudonym text not null,
  erased_at text collate "C" not null,  -- ISO 8601, UTC
  n bigint not null,                    -- the first row of the journal that names the erasure
  document_id uuid not null,            -- the certificate, among the tenant's documents
  primary key (org_id, person_id),
  unique (org_id, pseudonym)
);
call store.protect('store.erased_member');
grant select on store.erased_member to outpost_app;
grant insert on store.erased_member to outpost_eraser;

-- The erasing role also works on what the server's own role only adds to.
grant delete on auth.api_key to outpost_eraser;
grant update (content, signature) on store.audit_document to outpost_eraser;
-- It removes accounts that no organisation has any more, and no other ones.
grant execute on function auth.forget_accounts(uuid[]) to outpost_eraser;

-- A person asks to erase their whole account: a row in each of their organisations, whose workers erase their part when the time has come.
create table auth.account_erasure (
  org_id uuid not null,
  person_id uuid not null,
  asked_ms bigint not null,
  due_ms bigint not null,
  stop_mac bytea not null,              -- keyed hash of the code in the person's mail, which stops it in all organisations
  primary key (org_id, person_id)
);
create index account_erasure_due on auth.account_erasure (org_id, due_ms);
call store.protect('auth.account_erasure');
grant select, insert, delete on auth.account_erasure to outpost_app;

-- A person who stops it by its code has no session: the code finds the organisations.
create function auth.account_erasures_by(code bytea)
  returns table (org_id uuid, person_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select e.org_id, e.person_id from auth.account_erasure e where e.stop_mac = code;
  end;
grant outpost_identity to current_user;
grant create on schema auth to outpost_identity;
alter function auth.account_erasures_by(bytea) owner to outpost_identity;
revoke create on schema auth from outpost_identity;
grant select on auth.account_erasure to outpost_identity;
create policy by_code on auth.account_erasure for select to outpost_identity using (true);
revoke execute on function auth.account_erasures_by(bytea) from public;
grant execute on function auth.account_erasures_by(bytea) to outpost_app;
