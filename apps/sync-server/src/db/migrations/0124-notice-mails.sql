-- E-mails about notifications (NTF-1 to NTF-5, ADR 156): which ones may become due, without their content.
-- What is sent is read at the moment of sending, by the rights that the person has then.
create table store.notice_due (
  org_id uuid not null,
  person_id uuid not null,
  kind text collate "C" not null,
  about text collate "C" not null,      -- the group or the act, or the record of a notice: as in the id that devices derive
  way text collate "C" not null,        -- 'mail', or 'escalation': it stays unread
  at text collate "C" not null,         -- ISO 8601 UTC: the newest change of the act
  due_at text collate "C" not null,     -- when it is judged next; the preferences of that moment count
  n bigint not null,                    -- the number of the newest row of the journal
  count integer not null,               -- the rows of the act that concern the person
  by_id uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  primary key (org_id, person_id, kind, about, way)
);
create index notice_due_at on store.notice_due (org_id, due_at);
call store.protect('store.notice_due');
grant select, insert, update, delete on store.notice_due to outpost_app;

-- A mail that must not arrive twice is not sent again after a try of unknown outcome (NTF-4).
alter table auth.mail add column begun_ms bigint; -- null: no try has begun, or the last one certainly sent nothing
grant update (begun_ms) on auth.mail to outpost_app;
