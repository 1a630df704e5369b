import { waysOf } from '@outpost/domain/engine/moves/ways';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { day } from '@outpost/domain/kernel/entities/field-types';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { createMemoryHistory } from '@tanstack/react-router';
import { act, render } from '@testing-library/react';
import { vi } from 'vitest';
import type { Channel } from '../../bridge/channel.ts';
import { connectBridge } from '../../bridge/connect-bridge.ts';
import type { ActRequest, CallOutput, Session, ShownRecord, SyncStatus } from '../../bridge/contract.ts';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { type DuplicateCounts, noDuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { type BridgeHandlers, serveBridge } from '../../bridge/serve-bridge.ts';
import { App } from '../app/app.tsx';
import { createAppRouter } from '../app/router.tsx';
import { createQueryClient } from '../queries/query-client.ts';
import { createLiveState } from '../session/session-context.tsx';
import type { Slots } from '../slots/slots-of.tsx';
import type { OutsideNotice } from '../window/outside-notices.ts';
import type { AppPorts } from '../window/app-ports.tsx';
import { givenShownRecord, me } from './given-record.ts';

export const testNow = Date.parse('2026-11-20T09:00:00.000Z');

/** Returns the session of a member, unless changed. */
export const givenSession = (change: Partial<Session> = {}): Session => ({
  state: 'signed-in',
  server: 'https://outpost.example',
  person: { id: me, name: 'Ilse Torvane', email: 'ilse@example.com' },
  organisation: { id: givenShownRecord().id, name: 'Fenwright Systems' },
  memberships: [
    {
      role: 'member',
      teamId: null,
      grants: ['*:read@shared', '*:create@own', '*:update@shared', '*:assign@own', '*:delete@own', '*:export@shared'],
      portal: false,
    },
  ],
  timeZone: 'UTC',
  currency: 'USD',
  locale: null,
  weekStart: null,
  unsent: 0,
  ...change,
});
const upToDate: SyncStatus = { ...emptySyncStatus, state: 'up-to-date', upToDateAt: '2026-11-20T08:59:00.000Z' };

/** Returns the two ends of a channel in this process. */
function line(): { readonly client: Channel; readonly server: Channel } {
  const heard = [(_text: string) => {}, (_text: string) => {}];
  const end = (mine: 0 | 1): Channel => ({
    send: (text) => queueMicrotask(() => heard[1 - mine]?.(text)),
    onMessage: (listener) => {
      heard[mine] = listener;
    },
    onClose: () => {},
    close: () => {},
  });
  return { client: end(0), server: end(1) };
}

/** The answers of the replica that a test defines; all others are empty. */
export type GivenReplica = {
  readonly session?: Session;
  readonly sync?: SyncStatus;
  readonly rows?: readonly ShownRecord[];
  readonly handlers?: Partial<BridgeHandlers>;
  /** The tenant's own definitions. */
  readonly definitions?: Partial<OwnDefinitions>;
  readonly at?: string;
  /** The window's stored theme. */
  readonly scheme?: string;
  /** The packs' own screens, if not those of the installed packs. */
  readonly slots?: Slots;
  /** Ports of the window that the test defines itself. */
  readonly ports?: Partial<Pick<AppPorts, 'now' | 'shell' | 'copy' | 'drawSmall' | 'openPage'>>;
};

const noDefinitions: OwnDefinitions = { entities: [], retiredEntities: [], fields: [], retiredFields: [], packs: [] };

/** Returns a record's moves as the replica sends them to a person with all rights. */
function waysOfRecord(record: ShownRecord, definitions: OwnDefinitions): CallOutput<'records.get'>['ways'] {
  const { catalogue } = withDefinitions(installedCatalogue, definitions);
  const entity = catalogue.entities.get(record.entity);
  if (!entity) return [];
  const asked = { record, today: day('2026-11-20'), actor: me, denial: () => undefined };
  return waysOf(entity, catalogue.workflows.get(entity.name), asked).map((way) => ({
    ...way,
    asks: [...way.asks],
  }));
}

/** Draws the whole window over the real bridge; the test defines the answers of the replica behind it. */
export async function renderApp({
  session = givenSession(),
  sync = upToDate,
  rows = [],
  handlers = {},
  definitions = {},
  at = '/',
  scheme,
  slots,
  ports: givenPorts = {},
}: GivenReplica) {
  const performed: ActRequest[] = [];
  const faults: unknown[] = [];
  const saved: { readonly name: string; readonly content: string | Blob }[] = [];
  const outside: OutsideNotice[] = [];
  const local = new Map<string, unknown>();
  const remembered = scheme === undefined ? [] : [scheme];
  const ofEntity = (entity: string) => rows.filter((row) => row.entity === entity);
  const all: Partial<BridgeHandlers> = {
    'records.list': (input) =>
      Promise.resolve(
        accept({
          rows: ofEntity(input.entity).slice(input.offset ?? 0, (input.offset ?? 0) + input.limit),
          refs: {},
          next: null,
        }),
      ),
    'records.summary': (input) => {
      const found = ofEntity(input.entity);
      const by = input.groupBy;
      const values = by === undefined ? [null] : [...new Set(found.map((row) => row.fields[by] ?? null))];
      return Promise.resolve(
        accept({
          groups: values.map((value) => ({
            value,
            count: found.filter((row) => by === undefined || (row.fields[by] ?? null) === value).length,
            sums: {},
          })),
          refs: {},
        }),
      );
    },
    'records.report': () => Promise.resolve(accept({ rows: [], refs: {} })),
    'records.get': ({ id }) => {
      const record = rows.find((row) => row.id === id);
      const may = { allowed: true, why: '' };
      return Promise.resolve(
        record
          ? accept({
              record,
              refs: {},
              waiting: [],
              replaced: [],
              may: { update: may, assign: may, delete: may, administer: may },
              ways: waysOfRecord(record, { ...noDefinitions, ...definitions }),
            })
          : refuse('records/not-found', 'There is no such record.', { id }),
      );
    },
    'records.history': () => Promise.resolve(accept({ rows: [], refs: {}, more: false, names: {} })),
    'records.asItWas': () =>
      Promise.resolve(accept({ state: 'not-known', why: 'older', since: null, isServerAsked: false })),
    'sealed.of': () => Promise.resolve(accept({ groups: [] })),
    'records.stageSince': () => Promise.resolve(accept({ since: {} })),
    'records.moves': () => Promise.resolve(accept({ from: '2026-11-16', lines: [], isAll: true })),
    'people.contacts': () => Promise.resolve(accept({ people: [] })),
    'people.invites': () => Promise.resolve(accept({ invites: [] })),
    'devices.ofPeople': () => Promise.resolve(accept({ sessions: [] })),
    'journal.entries': () => Promise.resolve(accept({ entries: [], refs: {}, names: {}, next: null })),
    'organisation.plan': () => Promise.resolve(accept({ plan: 'default', quotas: [] })),
    'records.timeline': ({ id }) => {
      const children = rows.filter(({ fields }) =>
        Object.values(fields).some((value) => typeof value === 'string' && value.endsWith(`:${id}`)),
      );
      const entries = children.map((record) => ({ kind: 'record' as const, at: record.createdAt, parent: id, record }));
      const related = { count: 0, isAll: true };
      return Promise.resolve(accept({ entries, refs: {}, names: {}, more: false, filled: [], related }));
    },
    'duplicates.near': () => Promise.resolve(accept({ hits: [] })),
    'records.search': () => Promise.resolve(accept({ hits: [] })),
    'acts.perform': (request) => {
      performed.push(request);
      return Promise.resolve(accept({ act: givenShownRecord().id, ids: [givenShownRecord().id] }));
    },
    'session.organisations': () => Promise.resolve(accept({ organisations: [] })),
    'files.small': () => Promise.resolve(accept({ state: 'none' as const })),
    'files.keepSmall': () => Promise.resolve(accept(null)),
    'files.pictures': () => Promise.resolve(accept({ pictures: [] })),
    'files.states': () => Promise.resolve(accept({ states: [] })),
    'files.waiting': () => Promise.resolve(accept({ files: 0, bytes: 0, problem: null })),
    'acts.undertakings': () => Promise.resolve(accept({ undertakings: [], found: 0, count: 0, isComplete: true })),
    'notifications.list': () => Promise.resolve(accept({ entries: [], more: false })),
    'sync.outbox': () => Promise.resolve(accept({ entries: [] })),
    'factors.recovery': () => Promise.resolve(accept({ recovery: null })),
    'account.erasure': () => Promise.resolve(accept({ erasure: null })),
    'people.recoveries': () => Promise.resolve(accept({ recoveries: [] })),
    'sso.read': () =>
      Promise.resolve(accept({ providers: [], domains: [], rule: { isEnforced: false, asksSecond: false, breakGlass: [] }, presets: [] })), // prettier-ignore
    'sso.draftProvider': () => Promise.resolve(accept({ id: givenShownRecord().id, draft: 'draft' })),
    'session.noteUse': () => Promise.resolve(accept(null)),
    'session.checkProof': () => Promise.resolve(accept(null)),
    'sync.tray': () => Promise.resolve(accept({ entries: [] })),
    'sync.replaced': () => Promise.resolve(accept({ entries: [] })),
    'sync.device': () =>
      Promise.resolve(accept({ deviceId: givenShownRecord().id, fileBytes: 1, encrypted: true, counts: {} })),
    'local.get': ({ key }) => Promise.resolve(accept({ value: (local.get(key) ?? null) as null })), // only values that local.set stored
    'local.set': ({ key, value }) => {
      local.set(key, value);
      return Promise.resolve(accept(null));
    },
    'noticeChannels.show': () => Promise.resolve(accept({ publicKey: null, subscriptions: [], sendsTexts: false, number: null })), // prettier-ignore
    ...handlers,
  };
  const tell = {
    session: (_session: Session) => {},
    sync: (_sync: SyncStatus) => {},
    definitions: (_own: OwnDefinitions) => {},
    duplicates: (_counts: DuplicateCounts) => {},
  };
  const server = serveBridge({
    handlers: all as BridgeHandlers, // a call that the test does not expect is a fault, which the test sees
    feeds: {
      session: (emit) => {
        tell.session = emit;
        emit(session);
        return () => {};
      },
      sync: (emit) => {
        tell.sync = emit;
        emit(sync);
        return () => {};
      },
      ownDefinitions: (emit) => {
        tell.definitions = emit;
        emit({ ...noDefinitions, ...definitions });
        return () => {};
      },
      duplicates: (emit) => {
        tell.duplicates = emit;
        emit(noDuplicateCounts);
        return () => {};
      },
      changes: () => () => {},
      imports: () => () => {},
    },
    newFaultId: () => 'OP-TEST',
    onFault: ({ name, error }) => faults.push(`${name}: ${String(error)}`),
  });
  const ends = line();
  server.attach(ends.server);
  const bridge = connectBridge({ open: () => Promise.resolve(ends.client), after: () => () => {} });
  const client = createQueryClient();
  const ports = {
    bridge,
    now: () => testNow,
    newId: () => givenShownRecord().id,
    randomBytes: (size: number) => Uint8Array.from({ length: size }, (_, place) => place),
    newFaultId: () => 'OP-TEST',
    onFault: (error: unknown) => faults.push(error),
    saveFile: (name: string, content: string | Blob) => void saved.push({ name, content }),
    drawSmall: () => Promise.resolve(new Blob(['small'], { type: 'image/webp' })),
    copy: () => Promise.resolve(),
    openPage: () => undefined,
    outside: {
      state: () => 'allowed' as const,
      ask: () => Promise.resolve('allowed' as const),
      show: (notice: OutsideNotice) => void outside.push(notice),
    },
    locale: 'en-GB',
    windowMemory: { read: () => remembered.at(-1) ?? null, write: (text: string) => void remembered.push(text) },
    ...givenPorts,
  };
  const router = createAppRouter(createMemoryHistory({ initialEntries: [at] }));
  const parts = { ports, live: createLiveState(bridge, () => {}), client, router };
  const drawn = render(<App {...parts} {...(slots === undefined ? {} : { slots })} />);
  await act(async () => {
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    // Parts that load later come from their sources, which takes seconds on a busy computer. The waits of tests are for drawing.
    await vi.dynamicImportSettled();
  });
  /** Sends the replica's message of a changed session. */
  const tellSession = (next: Session) =>
    act(async () => {
      tell.session(next);
      await Promise.resolve();
    });
  /** Sends the replica's message of a changed state of sync. */
  const tellSync = (next: SyncStatus) =>
    act(async () => {
      tell.sync(next);
      await Promise.resolve();
    });
  /** Sends the replica's message of changed definitions. */
  const tellDefinitions = (next: Partial<OwnDefinitions>) =>
    act(async () => {
      tell.definitions({ ...noDefinitions, ...next });
      await Promise.resolve();
    });
  /** Sends the replica's message of changed numbers of duplicates. */
  const tellDuplicates = (next: DuplicateCounts['kinds']) =>
    act(async () => {
      tell.duplicates({ kinds: next });
      await Promise.resolve();
    });
  return {
    ...drawn,
    client,
    tellSession,
    tellSync,
    tellDefinitions,
    tellDuplicates,
    performed,
    saved,
    faults,
    local,
    remembered,
    outside,
    router,
  };
}
