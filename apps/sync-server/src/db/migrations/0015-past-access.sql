-- S-9, A-4: stretches of access that are over (ADR 0016). Access that passes from one token to another without a gap is access, so history is told from when the
-- first of them began. `since`: the journal number at which the stretch began; `until`: the last number of the act that ended it. What ended before
-- this migration is not known: such access begins as it was told until then.

-- A record was filed under a token. The rows go when the record is erased; until then they are kept, as the journal is.
create table store.past_filing (
  org_id uuid not null,
  id uuid not null,
  token text collate "C" not null,
  since bigint not null,
  until bigint not null,
  primary key (org_id, id, token, since)
);

-- A person held a token. It changes in the transactions that change store.token_hold, and so under the same mark of rights (0007).
create table store.past_hold (
  org_id uuid not null,
  user_id uuid not null,
  token text collate "C" not null,
  since bigint not null,
  until bigint not null,
  primary key (org_id, user_id, token, since)
);

call store.protect('store.past_filing');
call store.protect('store.past_hold');

grant select, insert, delete on store.past_filing to outpost_app;
grant select, insert on store.past_hold to outpost_app;
