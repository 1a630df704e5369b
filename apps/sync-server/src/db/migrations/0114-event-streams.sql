-- Events out to brokers (ADR 149): the place of each organisation in the stream of each broker.
create table store.event_stream (
  org_id uuid not null,
  broker text collate "C" not null check (broker in ('nats', 'kafka')),
  n bigint not null,                     -- the last journal row whose events the broker has confirmed
  claimed_until text collate "C",        -- a server publishes now; ISO 8601 UTC
  fence bigint not null,                 -- counts the claims; only the last one moves the place
  published_at text collate "C",         -- when the broker last confirmed something
  failing_since text collate "C",        -- null: the last try was confirmed
  fault text collate "C" check (fault in ('unreachable', 'refused')),
  primary key (org_id, broker)
);
call store.protect('store.event_stream');
grant select, insert, update on store.event_stream to outpost_app;
