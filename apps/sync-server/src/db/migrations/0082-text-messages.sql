-- PLT-18: text messages with a code, until the service reports whether they arrived. Neither text nor number is kept. The id is part
-- of the address to which the service reports, so a report finds its message.
create table auth.text_message (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  sent_ms bigint not null,
  primary key (org_id, id)
);
create index text_message_sent on auth.text_message (org_id, sent_ms);
call store.protect('auth.text_message');
grant select, insert, delete on auth.text_message to outpost_app;
