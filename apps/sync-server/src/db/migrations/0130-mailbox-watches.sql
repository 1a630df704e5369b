-- A mailbox that a server watches by IDLE (MBX-15): until when, and the number of its watches. One server watches it at a time.
alter table store.mailbox add column watched_until text collate "C";
alter table store.mailbox add column watch_fence bigint not null default 0;
