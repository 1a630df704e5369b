import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import { subtitleOf } from '../questions/subtitle-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { DistinctPairs, tellApart } from './distinct-pairs.ts';
import type { SearchesOf } from './duplicate-searches.ts';
import { type ComparedPair, comparePairs } from './find-pairs.ts';
import { readKeptPairs } from './kept-pairs.ts';
import { type Near, nearRecords } from './near-records.ts';
import { pairKey } from './pair-key.ts';

/** The handlers of the bridge's calls of duplicates. */
export type DuplicateHandlers = { readonly [N in Extract<CallName, `duplicates.${string}`>]: CallHandler<N> };

export type DuplicatesParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly searches: SearchesOf;
};

/** Chosen: more pairs than a list of one screen shows. */
const mostListed = 200;

/**
 * Returns the handlers of all `duplicates.*` calls of the bridge. The found pairs are kept on the device, and compared again at each
 * listing.
 */
export function duplicateHandlers({ tenant, searches }: DuplicatesParts): DuplicateHandlers {
  const mergeable = (open: OpenTenant, name: string): Result<Entity> => {
    const entity = open.device.catalogue.entities.get(name);
    if (!entity) return unknownEntity(name);
    if (!entity.duplicates)
      return refuse('request/invalid', `${entity.label.many} cannot be merged, so they have no duplicates.`, {
        path: 'entity',
      });
    return accept(entity);
  };

  return {
    'duplicates.near': async ({ entity: name, fields, of, limit }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = open.value.device.catalogue.entities.get(name);
      if (!entity) return unknownEntity(name);
      if (!entity.duplicates) return accept({ hits: [] });
      const { questions } = open.value;
      const near = await nearRecords((query) => questions.rows(query), entity, fields);
      if (!near.ok) return near;
      const others = of === undefined ? near : await withoutDistinct(open.value, entity, { of, near: near.value });
      if (!others.ok) return others;
      const hits = others.value.slice(0, limit);
      const refs = await questions.refsOf(hits.map(({ record }) => record));
      return accept({
        hits: hits.map(({ record, percent, reasons }) => ({
          id: record.id,
          title: titleOf(entity, record),
          subtitle: subtitleOf(entity, record, refs),
          percent,
          reasons: [...reasons],
        })),
      });
    },
    'duplicates.find': async ({ entity: name }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = mergeable(open.value, name);
      if (!entity.ok) return entity;
      searches(open.value).find(entity.value);
      return accept(null);
    },
    'duplicates.stop': async ({ entity }) => {
      const open = tenant();
      if (!open.ok) return open;
      searches(open.value).stop(entity);
      return accept(null);
    },
    'duplicates.list': async ({ entity: name }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = mergeable(open.value, name);
      if (!entity.ok) return entity;
      const mine = searches(open.value);
      mine.hurry(name);
      // Read first: a search that ends meanwhile is reported as running, and the page asks again.
      const [running, problem] = [mine.progressOf(name), mine.problemOf(name)];
      const kept = await readKeptPairs(open.value, name);
      const distinct = await mine.distinctOf(entity.value);
      if (!distinct.ok) return distinct;
      const { questions } = open.value;
      const compared = await comparePairs((query) => questions.rows(query), entity.value, kept?.pairs ?? []);
      if (!compared.ok) return compared;
      const keys = await distinct.value.among(compared.value.map(({ left, right }) => [left.id, right.id]));
      if (!keys.ok) return keys;
      const isApart = ({ left, right }: ComparedPair) => keys.value.has(pairKey([left.id, right.id]));
      const member = (record: StoredRecord) => ({ id: record.id, title: titleOf(entity.value, record) });
      const shown = (pairs: readonly ComparedPair[]) =>
        pairs
          .toSorted((a, b) => b.percent - a.percent)
          .slice(0, mostListed)
          .map(({ left, right, percent, reasons }) => ({
            left: member(left),
            right: member(right),
            percent,
            reasons: [...reasons],
          }));
      const pairs = compared.value.filter((pair) => !isApart(pair));
      return accept({
        pairs: shown(pairs),
        apart: shown(compared.value.filter(isApart)),
        foundAt: kept?.foundAt ?? null,
        records: kept?.records ?? 0,
        isCut: (kept?.isCut ?? false) || pairs.length > mostListed,
        running,
        problem,
      });
    },
    'duplicates.progress': async ({ entity }) => {
      const open = tenant();
      return open.ok ? accept({ running: searches(open.value).progressOf(entity) }) : open;
    },
    'duplicates.tellApart': async ({ entity: name, left, right, areDifferent }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = mergeable(open.value, name);
      if (!entity.ok) return entity;
      const { answers } = searches(open.value);
      return answers.run(() => tellApart(open.value, entity.value, { pair: [left, right], areDifferent }));
    },
  };
}

/** Leaves out the records that somebody called different from `of`. */
async function withoutDistinct(
  open: OpenTenant,
  entity: Entity,
  { of, near }: { readonly of: string; readonly near: readonly Near[] },
): Promise<Result<readonly Near[]>> {
  const distinct = await DistinctPairs.read(open, entity);
  if (!distinct.ok) return distinct;
  const keys = await distinct.value.among(near.map(({ record }) => [of, record.id]));
  return keys.ok ? accept(near.filter(({ record }) => !keys.value.has(pairKey([of, record.id])))) : keys;
}
