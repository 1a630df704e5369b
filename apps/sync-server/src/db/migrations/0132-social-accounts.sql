-- Social posts (ADR 162): how the server proves itself at the network for each connected page. The page's name is in its record.
create table store.social_account (
  org_id uuid not null,
  id uuid not null,                     -- the record crm/social-account
  page_id text collate "C" not null,    -- the network's own id of the page
  sealed text collate "C" not null,     -- the token of the page and the secret of the app, under the tenant's data key
  made_at text collate "C" not null,    -- ISO 8601 UTC
  primary key (org_id, id)
);
call store.protect('store.social_account');
grant select, insert, update, delete on store.social_account to outpost_app;
