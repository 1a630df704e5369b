-- Recordings of calls are worked on by one server at a time (MSG-70, ADR 166).
alter table store.call_recording
  add column fence integer not null default 0, -- raised by each claim; an outcome of an earlier claim is not noted
  add column fault text collate "C";           -- a sentence: why the recording is lost, or what failed in the last try
