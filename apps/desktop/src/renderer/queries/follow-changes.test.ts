import { importKind } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Bridge, SubscriptionEvent, SyncStatus } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { followChanges, isTouched, joinChanges } from './follow-changes.ts';
import { queryKeyOf } from './query-key-of.ts';

const changed = (entity: string, ids: string[], all = false) => ({ [entity]: { ids, all } });
const query = (key: ReturnType<typeof queryKeyOf>, data?: unknown) =>
  ({ queryKey: key, state: { data } }) as unknown as Parameters<typeof isTouched>[0]; // only the data of the state are read

/** Makes a bridge on which a test announces changes and states of sync. */
function tellingBridge() {
  const listeners: Record<string, ((event: unknown) => void)[]> = {};
  const bridge = {
    call: () => Promise.reject(new Error('not asked')),
    subscribe: (name: string, listener: (event: unknown) => void) => {
      (listeners[name] ??= []).push(listener);
      return () => {};
    },
  } as unknown as Bridge; // the only parts of the bridge that are used
  const tell = (entities: SubscriptionEvent<'changes'>['entities']) => {
    for (const listener of listeners['changes'] ?? []) listener({ entities });
  };
  const tellSync = (change: Partial<SyncStatus>) => {
    for (const listener of listeners['sync'] ?? []) listener({ ...emptySyncStatus, ...change });
  };
  return { bridge, tell, tellSync };
}

describe('queries that a change repeats', () => {
  it('[D-3] include every list of its own entity, and no other list', () => {
    expect(isTouched(query(queryKeyOf('records.list', 'crm/deal', {})), changed('crm/deal', ['a']))).toBe(true);
    expect(isTouched(query(queryKeyOf('records.summary', 'crm/lead', {})), changed('crm/deal', ['a']))).toBe(false);
  });

  it('[PLT-8] [D-3] include lists and records of a kind whose roll-ups go over the changed one', () => {
    const relatedTo = (entity: string) => (entity === 'crm/account' ? ['crm/deal'] : []);
    const touched = (asked: ReturnType<typeof query>) => isTouched(asked, changed('crm/deal', ['a']), relatedTo);
    expect(touched(query(queryKeyOf('records.list', 'crm/account', {})))).toBe(true);
    expect(touched(query(queryKeyOf('records.list', 'crm/lead', {})))).toBe(false);
    const page = (entity: string) =>
      query(queryKeyOf('records.get', '', { id: 'x' }), { record: { entity }, refs: {} });
    expect([touched(page('crm/account')), touched(page('crm/lead'))]).toEqual([true, false]);
  });

  it('[D-3] include a list that shows the changed record’s name', () => {
    const shown = { rows: [], refs: { acme: { entity: 'crm/account', title: 'Acme', life: 'alive' } } };
    expect(isTouched(query(queryKeyOf('records.list', 'crm/deal', {}), shown), changed('crm/account', ['acme']))).toBe(
      true,
    );
    expect(isTouched(query(queryKeyOf('records.list', 'crm/deal', {}), shown), changed('crm/account', ['other']))).toBe(
      false,
    );
    expect(isTouched(query(queryKeyOf('records.list', 'crm/deal', {}), shown), changed('crm/account', [], true))).toBe(
      true,
    );
  });

  it('[D-3] include a list that shows fields of the changed record, also where the record is new on this device', () => {
    const rows = [{ fields: { account: 'acme', contact: 'ada' } }];
    const list = (referred: readonly string[]) =>
      query(queryKeyOf('records.list', 'crm/deal', { referred }), { rows, refs: {} });
    const isRead = (referred: readonly string[], changes: ReturnType<typeof changed>) =>
      isTouched(list(referred), changes);
    expect(isRead(['account.sector'], changed('crm/account', ['acme']))).toBe(true);
    expect(isRead(['account.sector'], changed('crm/account', [], true))).toBe(true);
    expect(isRead(['account.sector'], changed('crm/account', ['other']))).toBe(false);
    expect(isRead(['account.sector'], changed('crm/contact', ['ada']))).toBe(false);
    expect(isRead([], changed('crm/account', ['acme']))).toBe(false);
  });

  it('[D-3] include figures that read through a reference, after a change of any record: they show no names', () => {
    const report = (groupBy: readonly { readonly field: string }[]) =>
      query(queryKeyOf('records.report', 'crm/deal', { entity: 'crm/deal', groupBy }));
    expect(isTouched(report([{ field: 'account.sector' }]), changed('crm/account', ['acme']))).toBe(true);
    expect(isTouched(report([{ field: 'stage' }]), changed('crm/account', ['acme']))).toBe(false);
  });

  it('[D-3] include the imports after a change of their refused rows, and after no other change of a record', () => {
    const imports = query(queryKeyOf('acts.undertakings', '', {}));
    expect([importKind, 'crm/deal'].map((kind) => isTouched(imports, changed(kind, ['a'])))).toEqual([true, false]);
  });

  it('[D-3] include only the page of that record, and the answers that any change may affect', () => {
    expect(isTouched(query(queryKeyOf('records.get', '', { id: 'a' })), changed('crm/deal', ['a']))).toBe(true);
    expect(isTouched(query(queryKeyOf('records.get', '', { id: 'b' })), changed('crm/deal', ['a']))).toBe(false);
    expect(isTouched(query(queryKeyOf('sync.outbox', '', null)), changed('crm/deal', ['a']))).toBe(true);
    expect(isTouched(query(queryKeyOf('journal.onDevice', '', { limit: 100 })), changed('crm/deal', ['a']))).toBe(true);
    expect(isTouched(query(queryKeyOf('people.sees', '', { person: 'b' })), changed('crm/deal', ['a']))).toBe(true);
    expect(isTouched(query(queryKeyOf('local.get', '', { key: 'x' })), changed('crm/deal', ['a']))).toBe(false);
  });

  it('[D-3] run immediately, then in batches while pages of a pull arrive', () => {
    const told: unknown[] = [];
    const client = new QueryClient();
    client.invalidateQueries = (filters) => {
      told.push(filters);
      return Promise.resolve();
    };
    const { bridge, tell } = tellingBridge();
    const later: (() => void)[] = [];
    followChanges(bridge, client, {
      after: (_ms, run) => {
        later.push(run);
        return () => {};
      },
    });
    for (let page = 0; page < 5; page += 1) tell(changed('crm/deal', [`${page}`]));
    expect(told).toHaveLength(1);
    later.shift()?.();
    expect(told).toHaveLength(2);
    later.shift()?.();
    expect(told).toHaveLength(2);
    expect(joinChanges(changed('crm/deal', ['a']), changed('crm/deal', ['a', 'b'], true))).toEqual(
      changed('crm/deal', ['a', 'b'], true),
    );
  });

  it('[D-3] include a running query, whose answer may have been read before the change', async () => {
    const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    const { bridge, tell } = tellingBridge();
    followChanges(bridge, client, {
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    const answers: ((value: string) => void)[] = [];
    const observer = new QueryObserver(client, {
      queryKey: queryKeyOf('records.get', '', { id: 'a' }),
      queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
    });
    const stop = observer.subscribe(() => {});
    tell(changed('crm/deal', ['a']));
    answers[0]?.('as it was before');
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.('as it is');
    await expect.poll(() => observer.getCurrentResult().data).toBe('as it is');
    stop();
    client.clear();
  });

  it('[D-3] after a completed sync are those over history, once, and none for another state of sync', () => {
    const client = new QueryClient();
    const keys = ['notifications.list', 'acts.undertakings', 'records.list'] as const;
    for (const call of keys) client.setQueryData(queryKeyOf(call, '', null), 'read');
    const old = () => keys.filter((call) => client.getQueryState(queryKeyOf(call, '', null))?.isInvalidated === true);
    const { bridge, tellSync } = tellingBridge();
    followChanges(bridge, client, { after: () => () => {} });
    tellSync({ state: 'up-to-date', upToDateAt: '2026-11-20T08:00:00.000Z' });
    tellSync({ state: 'receiving', upToDateAt: '2026-11-20T08:00:00.000Z' });
    tellSync({ state: 'receiving', upToDateAt: null });
    expect(old()).toEqual([]);
    tellSync({ state: 'up-to-date', upToDateAt: '2026-11-20T08:05:00.000Z' });
    expect(old()).toEqual(['notifications.list', 'acts.undertakings']);
    client.clear();
  });

  it('[D-3] after the first completed sync are those over history', () => {
    const client = new QueryClient();
    const key = queryKeyOf('notifications.list', '', null);
    client.setQueryData(key, 'read');
    const { bridge, tellSync } = tellingBridge();
    followChanges(bridge, client, { after: () => () => {} });
    tellSync({ state: 'receiving', upToDateAt: null });
    tellSync({ state: 'up-to-date', upToDateAt: '2026-11-20T08:00:00.000Z' });
    expect(client.getQueryState(key)?.isInvalidated).toBe(true);
    client.clear();
  });
});
