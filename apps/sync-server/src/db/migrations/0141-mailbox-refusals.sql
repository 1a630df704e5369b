-- How often in a row a mail server has refused the access token of a mailbox (MBX-19, ADR 164). `tries` counts failures of all kinds.
alter table store.mailbox add column refusals integer not null default 0;
