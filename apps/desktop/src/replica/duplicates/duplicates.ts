import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { nowOf } from '../device/now-of.ts';
import { WriteLane } from '../records/write-lane.ts';
import { WorkStopped } from '../device/in-slices.ts';
import { subtitleOf } from '../questions/subtitle-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { DistinctPairs, sendKeptApart, tellApart } from './distinct-pairs.ts';
import { type ComparedPair, comparePairs, findPairs, mostApart, mostPairs } from './find-pairs.ts';
import { type Near, nearRecords } from './near-records.ts';
import { pairKey } from './pair-key.ts';

/** The handlers of the bridge's calls of duplicates. */
export type DuplicateHandlers = { readonly [N in Extract<CallName, `duplicates.${string}`>]: CallHandler<N> };

export type DuplicatesParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'ids' | 'timers' | 'log'>;
};

/** A search that is under way, or the reason why it ended early. */
type Search = { done: number; total: number; isStopped: boolean; problem: string | null; isRunning: boolean };

/** The result of the last search, as the device keeps it between starts. */
const keptSchema = z.object({
  foundAt: z.string(),
  records: z.number().int(),
  isCut: z.boolean(),
  pairs: z.array(z.tuple([idSchema, idSchema])).max(mostPairs + mostApart),
});
type Kept = z.infer<typeof keptSchema>;

/** Chosen: more pairs than a list of one screen shows. */
const mostListed = 200;

/** Returns the progress of a search, or null for one that has ended or is ending. */
const runningOf = (search: Search | undefined) =>
  search?.isRunning === true && !search.isStopped ? { done: search.done, total: search.total } : null;

/**
 * Returns the handlers of all `duplicates.*` calls of the bridge. A search runs in the background, in slices of time, and ends with
 * its replica. The found pairs are kept on the device, and compared again at each listing.
 */
export function duplicateHandlers({ tenant, ports }: DuplicatesParts): DuplicateHandlers {
  const answers = new WriteLane();
  const searches = new WeakMap<OpenTenant, Map<string, Search>>();
  const searchesOf = (open: OpenTenant) => {
    const found = searches.get(open) ?? new Map<string, Search>();
    searches.set(open, found);
    return found;
  };
  const mergeable = (open: OpenTenant, name: string): Result<Entity> => {
    const entity = open.device.catalogue.entities.get(name);
    if (!entity) return unknownEntity(name);
    if (!entity.duplicates)
      return refuse('request/invalid', `${entity.label.many} cannot be merged, so they have no duplicates.`, {
        path: 'entity',
      });
    return accept(entity);
  };
  const keptOf = async ({ device }: OpenTenant, entity: string): Promise<Kept | undefined> =>
    keptSchema.safeParse(await device.database.getLocal(`duplicates/${entity}`)).data;
  /**
   * Returns people's decisions about the pairs of a kind. Marks that a build before ADR 55 kept only on this device become
   * records first.
   */
  const distinctOf = async (open: OpenTenant, entity: Entity): Promise<Result<DistinctPairs>> => {
    await answers.run(() => sendKeptApart(open, entity));
    return DistinctPairs.read(open, entity);
  };

  const search = async (open: OpenTenant, entity: Entity, state: Search): Promise<void> => {
    try {
      const total = await open.questions.summary({ entity: entity.name, life: 'alive', sums: [] });
      if (!total.ok) {
        state.problem = total.message;
        return;
      }
      state.total = recordCountOf(total.value);
      const pace = { ...ports, isStopped: () => state.isStopped || !open.device.database.file.isOpen };
      const distinct = await distinctOf(open, entity);
      if (!distinct.ok) {
        state.problem = distinct.message;
        return;
      }
      const found = await findPairs(
        {
          ask: (query) => open.questions.rows(query),
          pace,
          onRead: (records) => (state.done = records),
          apartAmong: (pairs) => distinct.value.among(pairs),
        },
        entity,
      );
      if (!found.ok) {
        state.problem = found.message;
        return;
      }
      const { pairs, records, isCut } = found.value;
      const kept: Kept = {
        foundAt: nowOf(ports.clock),
        records,
        isCut,
        pairs: pairs.map(([left, right]) => [left, right]),
      };
      await open.device.database.setLocal(`duplicates/${entity.name}`, kept);
    } catch (cause) {
      if (cause instanceof WorkStopped) return;
      if (!open.device.database.file.isOpen) return; // the replica was closed meanwhile
      const id = ports.ids.newId();
      ports.log.fault({ id, doing: `looking for duplicates of ${entity.name}`, cause });
      state.problem = `The search ended with an internal error (${id}).`;
    } finally {
      state.isRunning = false;
    }
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
      const running = searchesOf(open.value).get(name);
      if (running?.isRunning === true && !running.isStopped) return accept(null);
      const state: Search = { done: 0, total: 0, isStopped: false, problem: null, isRunning: true };
      searchesOf(open.value).set(name, state);
      void search(open.value, entity.value, state); // never rejects
      return accept(null);
    },
    'duplicates.stop': async ({ entity }) => {
      const open = tenant();
      if (!open.ok) return open;
      const running = searchesOf(open.value).get(entity);
      if (running) running.isStopped = true;
      return accept(null);
    },
    'duplicates.list': async ({ entity: name }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = mergeable(open.value, name);
      if (!entity.ok) return entity;
      const state = searchesOf(open.value).get(name);
      const kept = await keptOf(open.value, name);
      const distinct = await distinctOf(open.value, entity.value);
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
        running: runningOf(state),
        problem: state?.problem ?? null,
      });
    },
    'duplicates.progress': async ({ entity }) => {
      const open = tenant();
      return open.ok ? accept({ running: runningOf(searchesOf(open.value).get(entity)) }) : open;
    },
    'duplicates.tellApart': async ({ entity: name, left, right, areDifferent }) => {
      const open = tenant();
      if (!open.ok) return open;
      const entity = mergeable(open.value, name);
      if (!entity.ok) return entity;
      // One answer after the other: each reads the answers before it.
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
