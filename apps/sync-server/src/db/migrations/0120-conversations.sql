-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_conversation (
  org_id uuid not null,
  id uuid not null,
  schema integer not null,
  version bigint not null,
  life text collate "C" not null,
  owner_id uuid,
  team_id uuid,
  shared_with uuid[] not null,
  inherited jsonb,
  fields jsonb not null,
  created_at text collate "C" not null,
  created_by uuid not null,
  updated_at text collate "C" not null,
  updated_by uuid not null,
  keys jsonb not null,
  k_about text collate "C" generated always as ((keys ->> 'about')) stored,
  k_last_at text collate "C" generated always as ((keys ->> 'lastAt')) stored,
  k_state text collate "C" generated always as ((keys ->> 'state')) stored,
  k_with text collate "C" generated always as ((keys ->> 'with')) stored,
  k_last text collate "C" generated always as ((keys ->> 'last')) stored,
  primary key (org_id, id)
);

create index crm_conversation_by_about_last_at on store.crm_conversation (org_id, k_about, k_last_at, id) include (life);

create index crm_conversation_by_state_last_at on store.crm_conversation (org_id, k_state, k_last_at, id) include (life);

create index crm_conversation_by_owner_id_state_last_at on store.crm_conversation (org_id, owner_id, k_state, k_last_at, id) include (life);

create index crm_conversation_by_team_id_state_last_at on store.crm_conversation (org_id, team_id, k_state, k_last_at, id) include (life);

create index crm_conversation_by_with_last_at on store.crm_conversation (org_id, k_with, k_last_at, id) include (life);

create index crm_conversation_by_last on store.crm_conversation (org_id, k_last, id) include (life);

create index crm_conversation_by_created_at on store.crm_conversation (org_id, created_at, id) include (life);

create index crm_conversation_by_updated_at on store.crm_conversation (org_id, updated_at, id) include (life);

call store.protect('store.crm_conversation');

grant select, insert, update, delete on store.crm_conversation to outpost_app;

create view report.crm_conversation with (security_invoker) as
  select id,
    version,
    life,
    owner_id,
    team_id,
    shared_with,
    created_at::timestamptz as created_at,
    created_by,
    updated_at::timestamptz as updated_at,
    updated_by,
    fields ->> 'name' as "name",
    fields ->> 'about' as "about",
    (fields ->> 'with')::uuid as "with",
    (fields ->> 'last')::uuid as "last",
    (fields ->> 'lastAt')::timestamptz as "last_at",
    (fields ->> 'lastInAt')::timestamptz as "last_in_at",
    fields ->> 'handled' as "handled",
    (fields ->> 'handledUpTo')::timestamptz as "handled_up_to",
    (fields ->> 'snoozeUntil')::timestamptz as "snooze_until",
    fields ->> 'state' as "state",
    fields ->> 'replyBy' as "reply_by",
    (fields ->> 'replyAt')::timestamptz as "reply_at",
    fields ->> 'replyWords' as "reply_words"
  from store.crm_conversation;

grant select on report.crm_conversation to outpost_app;
