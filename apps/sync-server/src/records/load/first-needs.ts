import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { isId } from '@outpost/domain/kernel/ids';
import { peopleNamed } from '@outpost/domain/kernel/acts/people-named';
import { mergedInto } from '@outpost/domain/kernel/entities/record';
import type { Author } from '@outpost/domain/engine/act/author';
import { uniqueKeys } from '@outpost/domain/engine/act/draft';
import { mergeTarget } from '@outpost/domain/engine/act/edits-of';
import { holdersKey } from '@outpost/domain/engine/reads/look';
import { parentOf, targetsOf, valuesIn } from '@outpost/domain/engine/reads/references';
import { needReads } from './load-reads.ts';
import { groupKey, hasNeeds, type Loaded, type Needs, newChildKey, noNeeds } from './loaded.ts';
import type { Tenant } from '../../catalogue/tenant.ts';

/**
 * Returns the data that a batch will certainly need, so that its first pass rarely lacks any. This is a hint: the pass
 * itself finds the rest.
 */
export function firstNeeds(tenant: Tenant, acts: readonly Act[], author: Author): Needs {
  const needs = noNeeds();
  for (const act of acts) {
    needs.acts.add(act.id);
    if (act.group !== undefined) needs.groups.add(groupKey(act.group, author.userId));
    if (act.undoes !== undefined) {
      needs.acts.add(act.undoes);
      needs.changes.add(act.undoes);
    }
    for (const edit of act.edits) {
      needs.records.add(edit.id);
      if (isCreate(edit)) needs.acts.add(edit.id);
      for (const { id } of peopleNamed(edit)) if (id !== author.userId && !author.teams.has(id)) needs.records.add(id);
      for (const ground of edit.after ?? []) needs.acts.add(ground.act);
      const entity = tenant.catalogue.entities.get(edit.entity);
      if (!entity) continue;
      needReads(needs, tenant, edit);
      const values = valuesIn(edit);
      for (const id of targetsOf(entity, values).values()) needs.records.add(id);
      const survivor = mergeTarget(edit);
      if (survivor !== undefined && isId(survivor)) {
        needs.records.add(survivor);
        needs.references.add(edit.id);
      }
      if (!isCreate(edit) && movesChildren(Object.keys(edit.fields), entity.parent)) needs.children.add(edit.id);
      for (const set of entity.unique) {
        const keys = isCreate(edit) ? uniqueKeys(entity, values, set) : undefined;
        if (keys) needs.holders.add(holdersKey(entity.name, set, keys));
      }
    }
  }
  return needs;
}

const movesChildren = (names: readonly string[], parent: string | undefined): boolean =>
  names.some((name) => name === 'ownerId' || name === 'teamId' || name === 'sharedWith' || name === parent);

/**
 * Returns the needs that follow from the loaded data: parents, merged records' survivors, and the records that an undo
 * is about.
 */
export function nextNeeds(tenant: Tenant, loaded: Loaded): Needs | undefined {
  const needs = noNeeds();
  const want = (id: string | undefined): void =>
    void (id !== undefined && isId(id) && !loaded.records.has(id) && needs.records.add(id));
  for (const record of loaded.records.values()) {
    if (!record) continue;
    want(mergedInto(record.life));
    want(parentOf(entityOf(tenant.catalogue, record.entity), record.fields)?.id);
  }
  for (const children of loaded.newChildren.values()) for (const id of children === 'many' ? [] : children) want(id);
  for (const changes of loaded.changes.values()) {
    for (const change of changes) {
      want(change.record);
      const entity = tenant.catalogue.entities.get(change.entity);
      if (!entity) continue;
      const old = Object.fromEntries(Object.entries(change.changed).map(([name, [from]]) => [name, from]));
      for (const id of targetsOf(entity, old).values()) want(id);
      if (change.kind === 'created') {
        const key = newChildKey(change.record, change.n, change.act);
        if (!loaded.newChildren.has(key)) needs.newChildren.add(key);
      } else if (movesChildren(Object.keys(change.changed), entity.parent) && !loaded.children.has(change.record))
        needs.children.add(change.record);
    }
  }
  return hasNeeds(needs) ? needs : undefined;
}
