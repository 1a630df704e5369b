-- Keys by which e-mails of an organisation's own domain are signed (DKIM, RFC 6376; MSG-48, MSG-49, ADR 159).
create table store.dkim_key (
  org_id uuid not null,
  id uuid not null,
  domain text collate "C" not null,      -- in small letters
  selector text collate "C" not null,    -- the record is <selector>._domainkey.<domain>
  public_key text collate "C" not null,  -- SPKI in base64
  sealed text not null,                  -- the private key, under the tenant's data key
  made_at text collate "C" not null,
  state text collate "C" not null check (state in ('not-published', 'published', 'another-key')), -- as the last check found it
  checked_at text collate "C",           -- null: never checked
  primary key (org_id, id),
  unique (org_id, domain, selector)
);
call store.protect('store.dkim_key');
grant select, insert, update (sealed, state, checked_at), delete on store.dkim_key to outpost_app;
