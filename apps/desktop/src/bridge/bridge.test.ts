import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import type { Channel } from './channel.ts';
import { type ConnectPorts, badAnswer, connectBridge, lineLost } from './connect-bridge.ts';
import type { SubscriptionEvent, SyncStatus } from './contract.ts';
import { emptySyncStatus } from './empty-sync-status.ts';
import { type BridgeFeeds, type BridgeHandlers, serveBridge } from './serve-bridge.ts';

const status: SyncStatus = { ...emptySyncStatus, state: 'offline', toSend: 2 };
const id = '0190b1f2-7c00-7000-8000-000000000001';

/** Returns two ends in one process; frames arrive in a later turn, as on a real connection. */
function line() {
  const ends = [0, 1].map(() => ({ message: (_text: string) => {}, close: () => {}, isOpen: true }));
  const endOf = (mine: number): Channel => ({
    send: (text) =>
      queueMicrotask(() => {
        if (ends[1 - mine]?.isOpen) ends[1 - mine]?.message(text);
      }),
    onMessage: (listener) => {
      Object.assign(ends[mine] ?? {}, { message: listener });
    },
    onClose: (listener) => {
      Object.assign(ends[mine] ?? {}, { close: listener });
    },
    close: () => cut(),
  });
  const cut = () => {
    for (const end of ends) {
      end.isOpen = false;
      end.close();
    }
  };
  return { client: endOf(0), server: endOf(1), cut };
}

function given(handlers: Partial<BridgeHandlers>, feeds: Partial<BridgeFeeds> = {}) {
  const faults: string[] = [];
  const server = serveBridge({
    handlers: handlers as BridgeHandlers,
    feeds: feeds as BridgeFeeds,
    newFaultId: () => `OP-${faults.length + 1}`,
    onFault: ({ name, error }) => faults.push(`${name}: ${error instanceof Error ? error.message : 'not an error'}`),
  });
  const lines: ReturnType<typeof line>[] = [];
  const later: (() => void)[] = [];
  const told: string[] = [];
  const ports: ConnectPorts = {
    open: () => {
      const made = line();
      lines.push(made);
      server.attach(made.server);
      return Promise.resolve(made.client);
    },
    after: (_ms, run) => {
      later.push(run);
      return () => {};
    },
    onLine: (state) => told.push(state),
  };
  const settle = () =>
    new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  return {
    bridge: connectBridge(ports),
    faults,
    lines,
    told,
    settle,
    reconnect: async () => {
      later.shift()?.();
      await settle();
    },
  };
}

describe('the bridge', () => {
  it('[D-6] parses inputs with their defaults, and returns values and refusals as values', async () => {
    const seen: unknown[] = [];
    const { bridge } = given({
      'records.list': (input) => {
        seen.push(input);
        return Promise.resolve(accept({ rows: [], refs: {}, next: null }));
      },
      'acts.undo': () => Promise.resolve(refuse('undo/nothing', 'Nothing to undo.', { act: id })),
    });
    expect(await bridge.call('records.list', { entity: 'crm/deal' })).toEqual({
      ok: true,
      value: { rows: [], refs: {}, next: null },
    });
    expect(seen).toEqual([{ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 }]);
    expect(await bridge.call('acts.undo', { act: id })).toEqual({
      ok: false,
      code: 'undo/nothing',
      message: 'Nothing to undo.',
      details: { act: id },
      retry: 'never',
    });
  });

  it('[E-2] reports the place of an error in an input, without calling the handler', async () => {
    const { bridge } = given({ 'records.list': () => Promise.reject(new Error('must not be asked')) });
    expect(await bridge.call('records.list', { entity: 'crm/deal', limit: 0 })).toMatchObject({
      ok: false,
      code: 'request/invalid',
      details: { path: 'limit' },
    });
  });

  it('[E-1] logs a thrown error and returns only its id', async () => {
    const { bridge, faults } = given({ 'sync.status': () => Promise.reject(new Error('disk on fire')) });
    expect(await bridge.call('sync.status', null)).toEqual({ ok: false, fault: 'OP-1' });
    expect(faults).toEqual(['sync.status: disk on fire']);
  });

  it('[D-6] treats an answer that violates the contract as a fault', async () => {
    const { bridge } = given({
      'sync.status': () => Promise.resolve(accept({ ...status, state: 'dreaming' as 'offline' })),
    });
    expect(await bridge.call('sync.status', null)).toEqual({ ok: false, fault: badAnswer });
  });

  it('[D-6] passes on events until the subscription ends', async () => {
    const emits: ((event: SubscriptionEvent<'sync'>) => void)[] = [];
    const { bridge, settle } = given(
      {},
      {
        sync: (emit) => {
          emits.push(emit);
          emit(status);
          return () => emits.splice(0);
        },
      },
    );
    const got: number[] = [];
    const stop = bridge.subscribe('sync', (event) => got.push(event.toSend));
    await settle();
    emits[0]?.({ ...status, toSend: 3 });
    await settle();
    expect(got).toEqual([2, 3]);
    stop();
    await settle();
    expect(emits).toEqual([]);
  });

  it('[D-6] renews subscriptions after a lost connection, repeats reading calls, and does not repeat an act', async () => {
    const asked = { status: 0, undo: 0, feeds: 0 };
    const { bridge, lines, settle, reconnect, told } = given(
      {
        'sync.status': () => {
          asked.status += 1;
          return asked.status === 1 ? new Promise(() => {}) : Promise.resolve(accept(status));
        },
        'acts.undo': () => {
          asked.undo += 1;
          return new Promise(() => {});
        },
      },
      {
        sync: (emit) => {
          asked.feeds += 1;
          emit(status);
          return () => {};
        },
      },
    );
    const got: string[] = [];
    bridge.subscribe('sync', (event) => got.push(event.state));
    const read = bridge.call('sync.status', null);
    const acted = bridge.call('acts.undo', { act: id });
    await settle();
    lines[0]?.cut();
    expect(await acted).toEqual({ ok: false, fault: lineLost });
    await reconnect();
    expect(await read).toEqual({ ok: true, value: status });
    expect(asked).toEqual({ status: 2, undo: 1, feeds: 2 });
    expect(got).toEqual(['offline', 'offline']);
    expect(told).toEqual(['lost', 'back']);
  });

  it('[E-3] refuses more concurrent calls than a connection may have', async () => {
    const { bridge, settle } = given({ 'sync.status': () => new Promise(() => {}) });
    for (let count = 0; count < 500; count += 1) void bridge.call('sync.status', null);
    await settle();
    expect(await bridge.call('sync.status', null)).toMatchObject({ ok: false, code: 'request/too-many' });
  });
});
