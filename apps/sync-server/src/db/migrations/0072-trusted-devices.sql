-- Written by hand. Devices on which a person signs in without the second factor for some days, after one that was right there (ADR 106).
create table auth.trusted_device (
  org_id uuid not null,
  person_id uuid not null,
  device_id uuid not null,
  proof_key text collate "C" not null,  -- thumbprint of the device's key (RFC 9449): the device proves that it has it
  proof bytea not null,                 -- keyed hash of the password and the second factors: any change of them ends the trust
  since_ms bigint not null,
  until_ms bigint not null,
  primary key (org_id, person_id, device_id)
);
call store.protect('auth.trusted_device');
grant select, insert, update, delete on auth.trusted_device to outpost_app;
