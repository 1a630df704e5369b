-- S-4c: undoing closes a group to the acts of the person whose act was undone. Anyone can name any group: closed for all, it would be
-- closed by whoever puts an act of their own into it.

alter table store.undone_group no force row level security;
alter table store.act no force row level security;
create temporary table undone_group_of on commit drop as
  select distinct g.org_id, g.id, a.author from store.undone_group g join store.act a on a.org_id = g.org_id and a.group_id = g.id;
delete from store.undone_group;
alter table store.undone_group add column author uuid not null, drop constraint undone_group_pkey, add primary key (org_id, id, author);
insert into store.undone_group (org_id, id, author) select org_id, id, author from undone_group_of;
alter table store.undone_group force row level security;
alter table store.act force row level security;
