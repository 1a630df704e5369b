-- E-mails of a person go out from their own mailbox (MBX-9, ADR 153): the mail server that sends them, with the user name and the password of
-- the mailbox. Null: they go out from the organisation's address.
alter table store.mailbox add column sends_host text;
alter table store.mailbox add column sends_port integer check (sends_port between 1 and 65535);
alter table store.mailbox add constraint mailbox_sends check ((sends_host is null) = (sends_port is null));
