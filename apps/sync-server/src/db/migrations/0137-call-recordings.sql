-- Recordings of calls, and messages that callers leave (MSG-68 to MSG-71, ADR 166): one row for each call. It has no number and no words.
create table store.call_recording (
  org_id uuid not null,
  call_id uuid not null,                 -- the activity of the call
  claim integer not null,                -- the claim of the call's order; 0: a call that came in
  ground text collate "C" not null check (ground in ('one-party', 'all-party', 'message')),
  is_announced boolean not null,
  why text collate "C" not null,         -- the law, as a sentence
  state text collate "C" not null check (state in ('planned', 'declined', 'running', 'reported', 'kept', 'closed', 'lost')),
  call_sid text collate "C",             -- the provider's id of the line that is recorded
  recording_sid text collate "C",        -- the provider's id of the recording
  files jsonb not null default '[]',     -- the ids of its files here
  kept_n bigint,                         -- the head of the journal behind the act that made them
  due_at text collate "C" not null,      -- ISO 8601 UTC: the worker looks at it from then on
  tries integer not null default 0,
  is_untold boolean not null default false, -- the record of the call does not show it yet
  primary key (org_id, call_id)
);
create index call_recording_due on store.call_recording (org_id, due_at) where state in ('planned', 'running', 'reported', 'kept') or is_untold;
call store.protect('store.call_recording');
grant select, insert, update on store.call_recording to outpost_app;
grant select, delete on store.call_recording to outpost_eraser;
