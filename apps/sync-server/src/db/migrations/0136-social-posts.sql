-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_social_account (
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
  k_name text collate "C" generated always as ((keys ->> 'name')) stored,
  primary key (org_id, id)
);

create index crm_social_account_by_name on store.crm_social_account (org_id, k_name, id) include (life);

create index crm_social_account_by_created_at on store.crm_social_account (org_id, created_at, id) include (life);

create index crm_social_account_by_updated_at on store.crm_social_account (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_account');

grant select, insert, update, delete on store.crm_social_account to outpost_app;

create view report.crm_social_account with (security_invoker) as
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
    fields ->> 'network' as "network",
    fields ->> 'pageId' as "page_id",
    fields ->> 'url' as "url",
    fields ->> 'status' as "status",
    fields ->> 'problem' as "problem"
  from store.crm_social_account;

grant select on report.crm_social_account to outpost_app;

create table store.crm_social_comment (
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
  k_post text collate "C" generated always as ((keys ->> 'post')) stored,
  k_written_at text collate "C" generated always as ((keys ->> 'writtenAt')) stored,
  k_remote_id text collate "C" generated always as ((keys ->> 'remoteId')) stored,
  primary key (org_id, id)
);

create index crm_social_comment_by_post_written_at on store.crm_social_comment (org_id, k_post, k_written_at, id) include (life);

create index crm_social_comment_by_remote_id on store.crm_social_comment (org_id, k_remote_id, id) include (life);

create index crm_social_comment_by_created_at on store.crm_social_comment (org_id, created_at, id) include (life);

create index crm_social_comment_by_updated_at on store.crm_social_comment (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_comment');

grant select, insert, update, delete on store.crm_social_comment to outpost_app;

create view report.crm_social_comment with (security_invoker) as
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
    (fields ->> 'post')::uuid as "post",
    fields ->> 'name' as "name",
    fields ->> 'words' as "words",
    (fields ->> 'writtenAt')::timestamptz as "written_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'url' as "url"
  from store.crm_social_comment;

grant select on report.crm_social_comment to outpost_app;

create table store.crm_social_post (
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
  k_status text collate "C" generated always as ((keys ->> 'status')) stored,
  k_publish_at text collate "C" generated always as ((keys ->> 'publishAt')) stored,
  k_account text collate "C" generated always as ((keys ->> 'account')) stored,
  k_remote_id text collate "C" generated always as ((keys ->> 'remoteId')) stored,
  primary key (org_id, id)
);

create index crm_social_post_by_status_publish_at on store.crm_social_post (org_id, k_status, k_publish_at, id) include (life);

create index crm_social_post_by_account_created_at on store.crm_social_post (org_id, k_account, created_at, id) include (life);

create index crm_social_post_by_publish_at on store.crm_social_post (org_id, k_publish_at, id) include (life);

create index crm_social_post_by_remote_id on store.crm_social_post (org_id, k_remote_id, id) include (life);

create index crm_social_post_by_created_at on store.crm_social_post (org_id, created_at, id) include (life);

create index crm_social_post_by_updated_at on store.crm_social_post (org_id, updated_at, id) include (life);

call store.protect('store.crm_social_post');

grant select, insert, update, delete on store.crm_social_post to outpost_app;

create view report.crm_social_post with (security_invoker) as
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
    (fields ->> 'account')::uuid as "account",
    fields ->> 'words' as "words",
    fields ->> 'link' as "link",
    fields ->> 'release' as "release",
    (fields ->> 'publishAt')::timestamptz as "publish_at",
    (fields ->> 'publishUntil')::timestamptz as "publish_until",
    fields ->> 'status' as "status",
    fields ->> 'outcome' as "outcome",
    fields ->> 'decision' as "decision",
    (fields ->> 'outcomeAt')::timestamptz as "outcome_at",
    fields ->> 'remoteId' as "remote_id",
    fields ->> 'url' as "url",
    fields ->> 'why' as "why"
  from store.crm_social_post;

grant select on report.crm_social_post to outpost_app;
