-- The use of the API by callers, organisations and addresses, where several servers share it (issue 14). The form is that of the library
-- rate-limiter-flexible. A name is a hash, so that no address lies here.
create table auth.rate_limit (
  key text collate "C" primary key,
  points integer not null default 0,
  expire bigint                         -- milliseconds since 1970
);
create index rate_limit_expire on auth.rate_limit (expire);

grant select, insert, update, delete on auth.rate_limit to outpost_app;
