-- What lists of sessions show: the kind of device, the address of its client and the last use (issue 14, ADR 68). All three are
-- written at sign-in and at each refresh, so that no other request writes.
alter table auth.session add column device_kind text collate "C";       -- null: an older device, which does not say
alter table auth.session add column address text;                       -- of the last refresh; null: there is no network
alter table auth.session add column signed_in_from text;                -- the address at sign-in
alter table auth.session add column last_used_at text collate "C";
-- RFC 9449: the thumbprint of the device's key (RFC 7638). Its tokens are of use with a proof of that key only. Null: a device that has none.
alter table auth.session add column proof_key text collate "C";
alter table auth.session add column ended_by uuid;                      -- the person who ended it, if it was one

-- Until now a token was valid for seven days from the refresh that gave it.
update auth.session set last_used_at = to_char((expires_at::timestamptz - interval '7 days') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
-- A server of the build before writes no last use, until all servers are of this one.
alter table auth.session alter column last_used_at set default to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
alter table auth.session alter column last_used_at set not null;

create index session_last_used on auth.session (org_id, last_used_at);
