-- Written by `npm run migration` from the declarations, and reviewed.

create table store.crm_private_email (
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
  k_happens_at text collate "C" generated always as ((keys ->> 'happensAt')) stored,
  primary key (org_id, id)
);

create index crm_private_email_by_about_happens_at on store.crm_private_email (org_id, k_about, k_happens_at, id) include (life);

create index crm_private_email_by_happens_at on store.crm_private_email (org_id, k_happens_at, id) include (life);

create index crm_private_email_by_created_at on store.crm_private_email (org_id, created_at, id) include (life);

create index crm_private_email_by_updated_at on store.crm_private_email (org_id, updated_at, id) include (life);

call store.protect('store.crm_private_email');

grant select, insert, update, delete on store.crm_private_email to outpost_app;

drop view report.platform_my_notifications;

drop view report.platform_notice;
