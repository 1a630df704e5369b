-- SAML assertions that have let somebody in (issue 14, ADR 79): each one works once.
create table auth.saml_assertion (
  org_id uuid not null,
  provider_id uuid not null,
  hash bytea not null,                  -- SHA-256 of the assertion's id
  expires_ms bigint not null,           -- from then on its own times refuse it
  primary key (org_id, provider_id, hash)
);
create index saml_assertion_expires on auth.saml_assertion (org_id, expires_ms);
call store.protect('auth.saml_assertion');
grant select, insert, delete on auth.saml_assertion to outpost_app;
