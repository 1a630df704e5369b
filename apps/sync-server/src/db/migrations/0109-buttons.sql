-- Written by `npm run migration` from the declarations, and reviewed.

create table store.platform_button (
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
  k_for_entity text collate "C" generated always as ((keys ->> 'forEntity')) stored,
  primary key (org_id, id)
);

create index platform_button_by_for_entity on store.platform_button (org_id, k_for_entity, id) include (life);

create index platform_button_by_updated_at on store.platform_button (org_id, updated_at, id) include (life);

call store.protect('store.platform_button');

grant select, insert, update, delete on store.platform_button to outpost_app;

create view report.platform_button with (security_invoker) as
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
    fields ->> 'automation' as "automation",
    fields ->> 'forEntity' as "for_entity",
    fields ->> 'pressedBy' as "pressed_by",
    (fields ->> 'isOff')::boolean as "is_off"
  from store.platform_button;

grant select on report.platform_button to outpost_app;

create table store.platform_press (
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
  k_answer text collate "C" generated always as ((keys ->> 'answer')) stored,
  primary key (org_id, id)
);

create index platform_press_by_about_created_at on store.platform_press (org_id, k_about, created_at, id) include (life);

create index platform_press_by_answer_created_at on store.platform_press (org_id, k_answer, created_at, id) include (life);

create index platform_press_by_updated_at on store.platform_press (org_id, updated_at, id) include (life);

call store.protect('store.platform_press');

grant select, insert, update, delete on store.platform_press to outpost_app;

create view report.platform_press with (security_invoker) as
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
    fields ->> 'automation' as "automation",
    fields ->> 'answer' as "answer",
    (fields ->> 'answeredAt')::timestamptz as "answered_at",
    fields ->> 'why' as "why"
  from store.platform_press;

grant select on report.platform_press to outpost_app;
