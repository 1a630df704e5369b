-- The files that went out with a message (MSG-45): [{"name", "sizeBytes", "sha256"}].
alter table store.message_log add column files jsonb;
grant update (files) on store.message_log to outpost_eraser;
