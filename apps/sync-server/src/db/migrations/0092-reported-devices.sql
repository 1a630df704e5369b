-- D-5: what the device reported at its last refresh: how many records and files it holds. Null: it has not reported.
alter table auth.session add column held_records integer;
alter table auth.session add column held_files integer;
-- P-5: the newest head of the journal on the device, as it reported. Null: it has not reported one.
alter table auth.session add column head_n bigint;
alter table auth.session add column head_hash text collate "C";

-- D-5: somebody reported the device as lost. All sessions of a person on one device have the same values.
alter table auth.session add column lost_at text collate "C";
alter table auth.session add column lost_by uuid;
-- An administrator asked the person whether the device is lost, and the person's answer: 'lost' or 'here'.
alter table auth.session add column asked_at text collate "C";
alter table auth.session add column asked_by uuid;
alter table auth.session add column answered_at text collate "C";
alter table auth.session add column answer text collate "C";
