import type { Query, QueryClient } from '@tanstack/react-query';
import type { Bridge, CallOutput, SubscriptionEvent } from '../../bridge/contract.ts';
import { importKind } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { distinctPairKind } from '../../bridge/distinct-pair.ts';

type Changes = SubscriptionEvent<'changes'>['entities'];

/** The calls whose answers any change may affect: they do not name the records that they were computed from. */
const ofEverything: ReadonlySet<unknown> = new Set([
  'journal.onDevice',
  'notifications.list',
  'people.sees',
  'people.effect',
  'records.stageSince',
  'sealed.of',
  'sync.outbox',
  'sync.tray',
  'sync.replaced',
  'sync.device',
]);
const lists: ReadonlySet<unknown> = new Set([
  'records.list',
  'records.summary',
  'records.report',
  'records.places',
  'records.moves',
  'duplicates.list',
  'duplicates.near',
]);

/** The calls that leave out pairs that somebody marked as different. */
const ofDuplicates: ReadonlySet<unknown> = new Set(['duplicates.list', 'duplicates.near']);

const histories: ReadonlySet<unknown> = new Set(['records.history', 'records.asItWas', 'records.timeline']);
const figures: ReadonlySet<unknown> = new Set(['records.summary', 'records.report', 'records.places']);

/** Returns the ids and reference names in an answer of any call. */
function namesIn(data: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  if (typeof data !== 'object' || data === null) return names;
  if ('refs' in data && typeof data.refs === 'object' && data.refs !== null)
    for (const id of Object.keys(data.refs)) names.add(id);
  if ('hits' in data && Array.isArray(data.hits))
    for (const hit of data.hits as readonly { readonly id: string }[]) names.add(hit.id);
  return names;
}

/** Returns the kind of the record in an answer. */
const kindIn = (data: unknown): unknown =>
  typeof data === 'object' &&
  data !== null &&
  'record' in data &&
  typeof data.record === 'object' &&
  data.record !== null
    ? (data.record as { readonly entity?: unknown }).entity // any value may lack it
    : undefined;

/** Returns the kinds of record whose changes affect the figures of a kind's records. */
export type RelatedTo = (entity: string) => readonly string[];
const noRelated: RelatedTo = () => [];

/**
 * Whether the rows of an answer name a changed record by a reference whose fields the list shows. The record may be new on this
 * device: then the answer has no name of it.
 */
function showsThrough(input: unknown, data: unknown, changed: readonly Changes[string][]): boolean {
  if (typeof input !== 'object' || input === null || !('referred' in input) || !Array.isArray(input.referred))
    return false;
  if (changed.some(({ all }) => all)) return true;
  const { rows = [] } = (data ?? {}) as Partial<Pick<CallOutput<'records.list'>, 'rows'>>; // the answer of a list
  const references = [...new Set((input.referred as readonly string[]).map((path) => path.split('.')[0] ?? ''))];
  const ids = new Set(changed.flatMap((one) => one.ids));
  return rows.some(({ fields }) =>
    references.some((name) => {
      const value = fields[name];
      return typeof value === 'string' && ids.has(value);
    }),
  );
}

/** Whether a question names a field of another kind: "account.sector". Its answer may show none of those records. */
const readsThrough = (input: unknown): boolean =>
  /"(?:field|groupBy|from|to)":"[^".]+\./.test(JSON.stringify(input) ?? '');

/**
 * Whether these changes may affect an answer (D-3: as few answers as possible). A list is affected by a change of its own
 * entity, or of a record whose name it shows. A record's page is affected by a change of that record, or of one that it
 * names. In a list, a filter through a reference ("account.sector") is covered by the shown name, because its field is one of the
 * entity's references. Figures show no such names: every change affects those that read through a reference. `relatedTo`: the
 * kinds over which the roll-ups of a kind go (PLT-8).
 */
export function isTouched(
  query: Pick<Query, 'queryKey' | 'state'>,
  changes: Changes,
  relatedTo: RelatedTo = noRelated,
): boolean {
  const [call, entity, input] = query.queryKey;
  const changed = Object.entries(changes);
  if (changed.length === 0) return false;
  if (ofEverything.has(call)) return true;
  if (lists.has(call) && typeof entity === 'string' && changes[entity]) return true;
  if (ofDuplicates.has(call) && changes[distinctPairKind]) return true;
  if (call === 'acts.undertakings' && changes[importKind]) return true; // it shows the refused rows of imports
  const shownKind = lists.has(call) ? entity : call === 'records.get' ? kindIn(query.state.data) : undefined;
  if (typeof shownKind === 'string' && relatedTo(shownKind).some((kind) => changes[kind])) return true;
  if (figures.has(call) && readsThrough(input)) return true;
  if (call === 'records.list' && showsThrough(input, query.state.data, Object.values(changes))) return true;
  if (call === 'records.get' || histories.has(call)) {
    const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;
    if (changed.some(([, { ids, all }]) => all || ids.some((one) => one === id))) return true;
    // a child's changes belong to its parent's history. The notice does not name the parent, and reading again costs some
    // milliseconds
    if (histories.has(call)) return changed.some(([, { ids }]) => ids.length > 0);
  }
  const names = namesIn(query.state.data);
  return names.size > 0 && changed.some(([, { ids, all }]) => all || ids.some((id) => names.has(id)));
}

/** Whether a query's answer may have been read before the changes. The names in a first answer are not known yet. */
const mayComeLate = (query: Query, changes: Changes, relatedTo: RelatedTo): boolean =>
  query.state.fetchStatus === 'fetching' && (query.state.data === undefined || isTouched(query, changes, relatedTo));

/**
 * Reads affected queries again. TanStack restarts a query only if it is mounted and has data. The answer of any other
 * running query would count as fresh although it was read before the change. Such a query is read again afterwards.
 */
function askAgain(client: QueryClient, changes: Changes, { after, relatedTo = noRelated }: FollowPorts): void {
  const late = client
    .getQueryCache()
    .findAll({ predicate: (query) => mayComeLate(query, changes, relatedTo) })
    .map((query) => ({ query, answer: query.promise }));
  void client.invalidateQueries({ predicate: (query) => isTouched(query, changes, relatedTo) });
  for (const { query, answer } of late) {
    if (query.promise !== answer) continue; // it was restarted
    const again = () => void after(0, () => void client.invalidateQueries({ predicate: (other) => other === query }));
    answer?.then(again, again);
  }
}

/** Merges two sets of changes. */
export function joinChanges(left: Changes, right: Changes): Changes {
  const joined: Record<string, Changes[string]> = { ...left };
  for (const [entity, { ids, all }] of Object.entries(right)) {
    const before = joined[entity];
    joined[entity] = before ? { ids: [...new Set([...before.ids, ...ids])], all: before.all || all } : { ids, all };
  }
  return joined;
}

/**
 * Pages of a pull arrive every few milliseconds; reading again after each would block the screen. The first is handled
 * immediately.
 */
const pauseMs = 150;

/**
 * The calls that are repeated after each completed sync, because history may arrive without a record. The import or the bulk
 * change of a person is counted over this history.
 */
const ofHistory: ReadonlySet<unknown> = new Set(['notifications.list', 'acts.undertakings']);

/** `after` runs something later, and returns the function that prevents it. */
type FollowPorts = {
  readonly after: (ms: number, run: () => void) => () => void;
  readonly relatedTo?: RelatedTo;
};

/**
 * Keeps the cache consistent with the replica: follows the change stream and reads affected mounted queries again. Other affected
 * queries are read when they are next shown. Returns the function that stops it.
 */
export function followChanges(bridge: Bridge, client: QueryClient, ports: FollowPorts): () => void {
  let kept: Changes = {};
  let isSynced = false;
  let isPausing = false;
  let stopPause = () => {};
  const tell = () => {
    const [changes, hasHistory] = [kept, isSynced];
    kept = {};
    isSynced = false;
    isPausing = Object.keys(changes).length > 0 || hasHistory;
    if (!isPausing) return;
    askAgain(client, changes, ports);
    if (hasHistory) void client.invalidateQueries({ predicate: ({ queryKey: [call] }) => ofHistory.has(call) });
    stopPause = ports.after(pauseMs, tell);
  };
  const stopChanges = bridge.subscribe('changes', (event) => {
    kept = joinChanges(kept, event.entities);
    if (!isPausing) tell();
  });
  let syncedAt: string | null | undefined;
  const stopSync = bridge.subscribe('sync', ({ upToDateAt }) => {
    const isLater = upToDateAt !== null && syncedAt !== undefined && upToDateAt !== syncedAt;
    syncedAt = upToDateAt ?? syncedAt ?? null;
    if (!isLater) return;
    isSynced = true;
    if (!isPausing) tell();
  });
  return () => {
    stopChanges();
    stopSync();
    stopPause();
  };
}
