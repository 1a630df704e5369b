-- T-29: near the journal's end news are read by number, whatever their tokens. Rows of one number share an entry of this index.
create index feed_by_number on store.feed (org_id, n);
