import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import type { Channel } from '../bridge/channel.ts';
import type { Session } from '../bridge/contract.ts';
import type { ImportProgress } from '../bridge/import-plan.ts';
import { type BridgeFeeds, type BridgeHandlers, serveBridge } from '../bridge/serve-bridge.ts';
import { newFaultId } from './fault-id.ts';
import { giveBackMemory } from './give-back-memory.ts';
import { serveLocalLine } from './local-line/serve-local-line.ts';
import type { ReplicaPorts } from './device/ports.ts';
import type { ReaderChoice } from './questions/file-reader.ts';
import type { MapPlaces } from './maps/map-files.ts';
import { openReplica, type Replica } from './replica.ts';

export type HostOptions = {
  readonly ports: ReplicaPorts;
  readonly catalogue: Catalogue;
  /** The profile's folder. */
  readonly profile: string;
  /** The name of this device in the server's list of sessions. */
  readonly deviceName: string;
  /** The software of this device. Left out: the app on a computer. */
  readonly deviceKind?: DeviceKind;
  readonly readers: ReaderChoice;
  readonly maps: MapPlaces;
  /** The server that the sign-in page proposes while nobody is signed in; null where the person must enter it. */
  readonly server: string | null;
};

/** A replica for other processes: its bridge for any number of connections, and the profile's local line for the command line. */
export type Host = {
  /** Serves the bridge over this channel until it closes. */
  readonly attach: (channel: Channel) => void;
  readonly replica: Replica;
  /** Ends the local line and all contact, and closes the file. */
  readonly close: () => Promise<void>;
};

/** Opens a profile in the way of all shells (Electron's utility process, the browser shell). Refuses with replica/in-use. */
export async function openHost(options: HostOptions): Promise<Result<Host>> {
  const { ports, server } = options;
  const opened = await openReplica(ports, options);
  if (!opened.ok) return opened;
  const replica = opened.value;
  const faultId = () => newFaultId(ports.random);
  const bridge = serveBridge({
    handlers: withServer(replica.handlers, server),
    feeds: feedsOf(replica, server),
    newFaultId: faultId,
    onFault: ({ id, name, error }) => ports.log.fault({ id, doing: `answering ${name}`, cause: error }),
  });
  const line = await serveLocalLine({
    profile: options.profile,
    random: ports.random,
    attach: bridge.attach,
    onFault: (cause) => ports.log.fault({ id: faultId(), doing: 'serving the local line', cause }),
  });
  const stopGivingBack = giveBackMemory(replica, ports);
  return accept({
    attach: bridge.attach,
    replica,
    close: async () => {
      stopGivingBack();
      await line.close();
      await replica.close();
    },
  });
}

const named = (session: Session, server: string | null): Session =>
  session.server === null ? { ...session, server } : session;

/** Adds the server for which this shell was started to a session without a person. */
function withServer(handlers: BridgeHandlers, server: string | null): BridgeHandlers {
  return {
    ...handlers,
    'session.get': async (input) => {
      const session = await handlers['session.get'](input);
      return session.ok ? accept(named(session.value, server)) : session;
    },
    'session.signOut': async (input) => {
      const session = await handlers['session.signOut'](input);
      return session.ok ? accept(named(session.value, server)) : session;
    },
  };
}

function feedsOf(replica: Replica, server: string | null): BridgeFeeds {
  const newest: { progress: ImportProgress | undefined } = { progress: undefined };
  replica.subscribe('imports', (progress) => {
    newest.progress = progress;
  });
  return {
    session: (emit) => replica.subscribe('session', (session) => emit(named(session, server))),
    sync: (emit) => replica.subscribe('sync', emit),
    ownDefinitions: (emit) => replica.subscribe('ownDefinitions', emit),
    changes: (emit) => replica.subscribe('changes', emit),
    duplicates: (emit) => replica.subscribe('duplicates', emit),
    imports: (emit) => {
      if (newest.progress) emit(newest.progress); // a window that opens during an import sees its progress
      return replica.subscribe('imports', emit);
    },
  };
}
