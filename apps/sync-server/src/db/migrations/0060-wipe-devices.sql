-- Wiping devices with a sealed hand-over (issue 14, D-5, ADR 82).

-- The key pair of a tenant for devices that leave: it signs orders and receipts, and opens what devices hand over. Both private halves
-- lie encrypted under the server's key. Devices keep the public half of the first, so it is never replaced silently.
create table auth.wipe_key (
  org_id uuid primary key,
  order_key text collate "C" not null,  -- Ed25519, public, base64url
  seal_key text collate "C" not null,   -- X25519, public, base64url
  sealed text not null
);
call store.protect('auth.wipe_key');
grant select, insert on auth.wipe_key to outpost_app;

-- One order to wipe what one person has on one device. It is bound to the key of the person's newest session there.
create table auth.device_wipe (
  org_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  person_id uuid not null,
  session_id uuid not null,
  device_name text not null,
  proof_key text collate "C" not null,
  why text collate "C" not null,        -- ordered, suspended, removed
  ordered_by uuid,                      -- null: the person's access has ended
  ordered_at text collate "C" not null,
  told text collate "C" not null,       -- the signed order
  contacted_at text collate "C",
  handed_over_at text collate "C",
  wiped_at text collate "C",
  withdrawn_at text collate "C",
  primary key (org_id, id)
);
create index device_wipe_session on auth.device_wipe (org_id, session_id);
create index device_wipe_device on auth.device_wipe (org_id, device_id, person_id);
call store.protect('auth.device_wipe');
grant select, insert, update on auth.device_wipe to outpost_app;

-- What a device handed over, encrypted to the tenant's key, in pieces. A device that was set back to a backup hands over another one.
create table auth.wipe_parcel (
  org_id uuid not null,
  wipe_id uuid not null,
  digest text collate "C" not null,     -- SHA-256 of the whole text, base64url
  pieces integer not null,
  acts integer not null,                -- as the device says; the content is encrypted
  handed_over_at text collate "C",      -- null: pieces are missing
  primary key (org_id, wipe_id, digest)
);
call store.protect('auth.wipe_parcel');
grant select, insert, update, delete on auth.wipe_parcel to outpost_app;

create table auth.wipe_piece (
  org_id uuid not null,
  wipe_id uuid not null,
  digest text collate "C" not null,
  n integer not null,
  text text collate "C" not null,
  primary key (org_id, wipe_id, digest, n)
);
call store.protect('auth.wipe_piece');
grant select, insert, delete on auth.wipe_piece to outpost_app;

-- The acts of parcels that an administrator has applied. The new id is written first, so a repeated request applies nothing twice.
create table auth.wipe_act (
  org_id uuid not null,
  wipe_id uuid not null,
  act_id uuid not null,                 -- as the device made it
  applied_as uuid not null,
  applied_by uuid not null,
  applied_at text collate "C",          -- null: under way
  primary key (org_id, wipe_id, act_id)
);
call store.protect('auth.wipe_act');
grant select, insert, update, delete on auth.wipe_act to outpost_app;
