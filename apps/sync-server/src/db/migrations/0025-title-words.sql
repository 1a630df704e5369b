-- Q-4: the vocabulary of a tenant: the beginnings of all words of titles, each once. A search asks it which spellings of a mistyped word occur at all;
-- the hits come from store.search_token and from what the asker may see.
create table store.title_word (
  org_id uuid not null,
  word text collate "C" not null,
  primary key (org_id, word)
);

call store.protect('store.title_word');

grant select, insert, delete on store.title_word to outpost_app;

-- `words`: the version of the tokens of titles that all records of the kind have. `words_toward`: the version that its present or last rewrite gives.
alter table store.kind_upkeep add column words integer not null default 0;
alter table store.kind_upkeep add column words_toward integer not null default 0;
