import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { connectBridge } from '../bridge/connect-bridge.ts';
import type { Bridge } from '../bridge/contract.ts';
import { connectLocalLine } from '../replica/local-line/connect-local-line.ts';
import type { ReplicaPorts } from '../replica/device/ports.ts';
import type { ReaderChoice } from '../replica/questions/file-reader.ts';
import { openReplica } from '../replica/replica.ts';

export type ProfileChoice = {
  readonly profile: string;
  readonly catalogue: Catalogue;
  readonly ports: ReplicaPorts;
  readonly readers?: ReaderChoice | undefined;
  readonly mayContact: boolean;
  readonly deviceName: string;
  readonly mayMake: boolean;
};

/**
 * A bridge to the profile's replica. `isOwn`: this command opened it. `lost` is called when a running replica ends during the
 * command.
 */
export type OpenedProfile = {
  readonly bridge: Bridge;
  readonly isOwn: boolean;
  readonly lost: Promise<void>;
  readonly close: () => Promise<void>;
};

/** Another command locks the profile for its whole duration; a starting app opens its line within a moment. */
const tries = 50;
const betweenTriesMs = 200;

/**
 * Connects to the replica that runs on the profile, or opens the profile itself (D-6). Refuses with replica/in-use, and with
 * replica/not-held where there is no profile.
 */
export async function openProfileBridge(choice: ProfileChoice): Promise<Result<OpenedProfile>> {
  if (!choice.mayMake && !existsSync(join(choice.profile, 'profile.json'))) {
    return refuse(
      'replica/not-held',
      `There is no profile in ${choice.profile}. Begin with: outpost sign-in --server URL --email E`,
      { what: 'profile' },
    );
  }
  for (let tried = 1; ; tried += 1) {
    const running = await connectRunning(choice.profile);
    if (running) return accept(running);
    const own = await openOwn(choice);
    if (own.ok || own.code !== 'replica/in-use' || tried === tries) return own;
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
  }
}

async function connectRunning(profile: string): Promise<OpenedProfile | undefined> {
  const first = await connectLocalLine(profile);
  if (!first) return undefined;
  const state = { line: [first], lose: () => {} };
  const lost = new Promise<void>((resolve) => {
    state.lose = resolve;
  });
  const bridge = connectBridge({
    open: () => {
      const line = state.line.pop();
      return line ? Promise.resolve(line) : Promise.reject(new Error('The replica ended')); // a command does not wait for another replica
    },
    after: () => () => undefined,
    onLine: (to) => {
      if (to === 'lost') state.lose();
    },
  });
  return { bridge, isOwn: false, lost, close: async () => bridge.close() };
}

async function openOwn({
  profile,
  catalogue,
  ports,
  readers,
  mayContact,
  deviceName,
}: ProfileChoice): Promise<Result<OpenedProfile>> {
  const opened = await openReplica(ports, {
    profile,
    catalogue,
    deviceName,
    deviceKind: 'command-line',
    mayContact,
    syncsByItself: false,
    ...(readers === undefined ? {} : { readers }),
  });
  if (!opened.ok) return opened;
  const replica = opened.value;
  const bridge: Bridge = {
    call: (name, input) => replica.call(name, input) as ReturnType<typeof bridge.call<typeof name>>, // the handler of that same name answered it
    subscribe: (name, onEvent) => replica.subscribe(name, onEvent),
  };
  return accept({ bridge, isOwn: true, lost: new Promise<void>(() => undefined), close: () => replica.close() });
}
