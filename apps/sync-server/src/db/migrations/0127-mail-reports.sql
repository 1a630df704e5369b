-- Reports about e-mails (MSG-40, MSG-41, ADR 153): one that came back, and what its receiver did.
alter table store.message_log drop constraint message_log_state_check;
alter table store.message_log add constraint message_log_state_check
  check (state in ('leaving', 'kept-back', 'sent', 'delivered', 'failed', 'returned', 'unclear', 'refused'));
alter table store.message_log add column opened_at text collate "C";     -- ISO 8601 UTC; the first time
alter table store.message_log add column clicked_at text collate "C";
alter table store.message_log add column complained_at text collate "C"; -- reported as spam
grant update (opened_at, clicked_at, complained_at) on store.message_log to outpost_app;
