-- Mail about accounts, and the codes in it (issue 14).

-- A code that was asked for. The asking device holds the ticket, the address gets the code: both are needed, and neither lies here. A row
-- is made for an unknown address, too, so that both cases do the same.
create table auth.code (
  ticket bytea primary key,             -- SHA-256 of 256 random bits
  purpose text collate "C" not null,
  email_mac bytea not null,             -- keyed hash of the address
  code_mac bytea,                       -- keyed hash of the code; null: nobody got one
  identity_id uuid,
  tries integer not null default 0,
  made_ms bigint not null,
  expires_ms bigint not null
);
create index code_of_address on auth.code (email_mac, purpose, made_ms);
create index code_expires on auth.code (expires_ms);

-- Mail that waits to be sent. Recipient and text are encrypted: a code in it gives access.
create table auth.mail (
  id uuid primary key,
  sealed text not null,
  is_empty boolean not null,            -- for an unknown address: nothing is sent
  due_ms bigint not null,
  expires_ms bigint not null,
  tries integer not null default 0
);
create index mail_due on auth.mail (due_ms);

grant select, insert, update, delete on auth.code, auth.mail to outpost_app;
