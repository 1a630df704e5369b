-- The person of a mailbox decides whether new e-mails are shared at once, or belong to them alone until they share them (MBX-16, ADR 165). Mailboxes
-- that exist go on as before.
alter table store.mailbox add column keeps text not null default 'shared' check (keeps in ('shared', 'private'));
