import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { openTenant, type OpenTenant } from '../session/open-tenant.ts';
import type { ReplicaPorts, Transport } from '../device/ports.ts';
import type { ReaderChoice } from '../questions/file-reader.ts';
import type { SignInAnswer } from '../session/tenant-session.ts';
import type { WrittenMembership } from '@outpost/domain/kernel/access/access';
import { seededBytes } from './seeded-bytes.ts';
import { VirtualTime } from './virtual-time.ts';

/** A transport on which every request fails. */
export const noTransport: Transport = {
  request: () => Promise.reject(new Error('No network.')),
  openEvents: (_path, _headers, listener) => {
    listener.ended('No network.');
    return () => undefined;
  },
};

export type GivenPorts = {
  readonly time: VirtualTime;
  readonly random: RandomBytes;
  readonly transport: Transport;
  readonly faults: unknown[];
};

/** Returns the ports of one replica in a test: virtual time, seeded ids, the given transport, and a list of the faults. */
export function givenPorts(given: GivenPorts): ReplicaPorts {
  const { time, random } = given;
  return {
    clock: time.clock,
    timers: time.timers,
    ids: uuidV7Source(time.clock, random),
    random,
    transportTo: () => given.transport,
    keyStore: null,
    largeActEdits: 2, // chosen small: ordinary acts of tests and simulations exceed it
    log: { fault: ({ cause }) => void given.faults.push(cause) },
  };
}

export const givenPerson = { id: '0190b1f2-7c00-7000-8000-0000000000a1', name: 'Mia Member', email: 'mia@example.com' };
export const givenOrganisation = {
  id: '0190b1f2-7c00-7000-8000-0000000000f1',
  name: 'Example Ltd',
  currency: 'USD',
  timeZone: 'UTC',
};

/** Returns a membership with a built-in role of the packs. */
export function givenMembership(role: string, teamId: string | null = null): WrittenMembership {
  const declared = installedCatalogue.roles.find((known) => known.key === role);
  if (!declared) throw new Error(`No built-in role ${role}`);
  return { role, teamId, grants: [...declared.grants], portal: declared.portal ?? false };
}

export type GivenTenant = {
  readonly tenant: OpenTenant;
  readonly time: VirtualTime;
  readonly faults: unknown[];
  /** Closes the replica and opens its file again, as after a restart. */
  readonly reopen: (catalogue?: Catalogue) => Promise<GivenTenant>;
  /** The bytes of the replica's file, as a backup of the machine would contain it. */
  readonly image: () => Buffer;
  /** Closes the replica, replaces its file by an image, and opens that. */
  readonly setBack: (image: Buffer) => Promise<GivenTenant>;
  /** Closes the replica that is open now, and removes its file. */
  readonly end: () => Promise<void>;
};

export type GivenTenantOptions = {
  readonly membership?: WrittenMembership;
  readonly catalogue?: Catalogue;
  readonly transport?: Transport;
  readonly seed?: number;
  readonly byItself?: boolean;
  readonly person?: SignInAnswer['person'];
  readonly organisation?: SignInAnswer['organisation'];
  readonly time?: VirtualTime;
  readonly readers?: ReaderChoice;
  /** Where its file is, or will be made. Without one: a new folder, which `end` removes. */
  readonly folder?: string;
  /** Signs in at a real server each time the replica is opened. */
  readonly signIn?: () => Promise<SignInAnswer>;
};

/** Makes a signed-in replica with its own file. Without a transport it has no network. */
export async function givenTenant(options: GivenTenantOptions = {}): Promise<GivenTenant> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'outpost-replica-'));
  const { person = givenPerson, organisation = givenOrganisation, time = new VirtualTime() } = options;
  const random = seededBytes(options.seed ?? 1);
  const faults: unknown[] = [];
  const ports = givenPorts({ time, random, transport: options.transport ?? noTransport, faults });
  const entry = {
    id: ports.ids.newId(),
    server: 'https://server.test',
    organisation: { id: organisation.id, name: organisation.name },
    person,
    key: { kind: 'os' as const, wrapped: '' },
    unsent: 0,
  };
  const key = random(32);
  const file = join(folder, 'replica.sqlite');
  let current: OpenTenant | undefined;
  const close = async (): Promise<void> => {
    await current?.close();
    current = undefined;
  };
  const open = async (catalogue: Catalogue, first?: SignInAnswer): Promise<GivenTenant> => {
    const signedIn = (await options.signIn?.()) ?? first;
    const opened = await openTenant({
      catalogue,
      ports,
      entry,
      file,
      key,
      ...(signedIn ? { signedIn } : {}),
      readers: options.readers ?? 'same-thread',
      byItself: options.byItself ?? false,
      mayContact: options.transport !== undefined,
      deviceKind: 'computer',
      onSession: () => undefined,
      onDamage: () => undefined,
    });
    if (!opened.ok) throw new Error(opened.message);
    const tenant = opened.value;
    current = tenant;
    await tenant.hold([options.membership ?? givenMembership('admin')]);
    return {
      tenant,
      time,
      faults,
      image: () => {
        tenant.device.database.file.checkpoint();
        return readFileSync(file);
      },
      setBack: async (image) => {
        await close();
        writeFileSync(file, image);
        return open(catalogue);
      },
      reopen: async (next = catalogue) => {
        await close();
        return open(next);
      },
      end: async () => {
        await close();
        rmSync(folder, { recursive: true });
      },
    };
  };
  return open(options.catalogue ?? installedCatalogue, {
    accessToken: 'a',
    expiresAt: time.clock.nowMs().toString(),
    refreshToken: 'r',
    person,
    organisation,
  });
}
