-- ADR 73: documents that the server made and signed: reports by period, and certificates of erasures. They are kept as they were signed:
-- the app may neither change nor delete one.
create table store.audit_document (
  org_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,       -- security, compliance, erasure
  from_at text collate "C" not null,
  until_at text collate "C" not null,
  made_at text collate "C" not null,
  made_by uuid not null,
  content text not null,                -- JSON
  signature text not null,              -- detached JWS over the bytes of `content`
  primary key (org_id, id)
);
create index audit_document_made on store.audit_document (org_id, made_at, id);
call store.protect('store.audit_document');
grant select, insert on store.audit_document to outpost_app;
