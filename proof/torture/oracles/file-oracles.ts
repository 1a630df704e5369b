import type { BytesReply, BytesRequest } from '@outpost/desktop/replica/device/ports';
import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { documentsOf, must, type Truth } from './history-oracles.ts';
import { fileEntity, filesOn } from '../machines/files-on.ts';
import { type FilesKnown, sha256Hex } from '../machines/files-known.ts';
import { type Machine, MachineDied } from '../machines/machine.ts';

// PLT-5, written independently of the product's code: from the actions of people, the traffic on the lines, and the
// visibility of records.

type Known = { readonly files: FilesKnown; readonly truth: Truth };

/** Returns the SHA-256 that a record of a file names. */
const sha256Of = ({ fields }: StoredRecord): string => {
  const content = fields['content'] as { readonly sha256?: string } | undefined; // the field's schema
  return content?.sha256 ?? '';
};

/** Returns the bytes that a device holds of a content. */
function bytesOn({ tenant }: Machine, sha256: string): Buffer {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let piece = tenant.contents.read(sha256, 0); piece; piece = tenant.contents.read(sha256, from)) {
    pieces.push(piece);
    from += piece.length;
  }
  return Buffer.concat(pieces);
}

/**
 * S-5: checks that a device still has every file that was added on it and has never reached the server, with the bytes
 * that the person gave it. A device that has its bytes does not say that they cannot be read.
 */
export function checkUnsent(machine: Machine, files: FilesKnown): void {
  const { contents } = machine.tenant;
  for (const { record, sha256 } of files.unsentOf(machine.name)) {
    const isThere = contents.has(sha256) && sha256Hex(bytesOn(machine, sha256)) === sha256;
    must(isThere, 'S-5', () => `${machine.name} has lost the bytes of ${record}, which the server lacks`, 'lost');
  }
  for (const { record, sha256, problem } of contents.waiting())
    must(
      problem === null || !problem.includes('can not be read') || !contents.has(sha256),
      'PLT-5',
      () => `${machine.name} says of ${record}, which it has: ${problem ?? ''}`,
    );
}

/**
 * checks a reply that brings bytes: its person sees the record at this moment, and the bytes were sent to the server for
 * this very record. And checks a piece of an upload: a device asks for the place first, so none is refused for its place or its bytes.
 */
export function checkMovedFile(
  { method, path }: BytesRequest,
  reply: BytesReply,
  { files, truth, person }: Known & { readonly person: string },
): void {
  if (method === 'PATCH')
    must(
      reply.status !== 409 && reply.status !== 422,
      'PLT-5',
      () => `a piece of an upload is refused: ${new TextDecoder().decode(reply.bytes)}`,
    );
  if (method !== 'GET' || reply.status >= 300) return;
  const [record = ''] = /[0-9a-f-]{36}/.exec(path) ?? [];
  must(
    truth.visibleTo(person).has(record),
    'A-3',
    () => `the bytes of ${record} go to a person who may not see it`,
    'leaks',
  );
  const isHad = files.stateOf(record) !== 'lacking' || files.isForgotten(record);
  must(isHad, 'A-5', () => `the bytes of ${record} go to a person who knows their hash alone`, 'leaks');
}

export type FilesAtRest = Known & {
  readonly machines: readonly Machine[];
  readonly personOf: (machine: Machine) => string;
  /** A device was set back to an image, so an act whose bytes it still has may be lost. */
  readonly wasSetBack: boolean;
  /** The server has lost its tail. */
  readonly hasForked: boolean;
};

/** Checks the files after all faults are over and all devices have sent what they had. */
export async function checkFilesAtRest(rest: FilesAtRest): Promise<void> {
  const { files, truth, machines } = rest;
  const records = [...truth.records.values()].filter(({ entity }) => entity === fileEntity);
  for (const machine of machines) {
    checkUnsent(machine, files);
    checkLeft(machine, files);
    checkWaiting(machine, rest);
    const faults = machine.staged.faults
      .filter((cause) => !(cause instanceof MachineDied || cause instanceof StorageFault))
      .map(String);
    must(faults.length === 0, 'PLT-5', () => `${machine.name} noted faults: ${faults.join('; ')}`);
  }
  for (const record of records) {
    const isDue = record.life === 'alive' && !files.claimed.has(record.id) && !files.isForgotten(record.id);
    const isWaitingAway = machines.some(
      (machine) =>
        machine.tenant.contents.waiting().some((one) => one.record === record.id) &&
        !documentsOf(machine.staged).some(({ id }) => id === record.id),
    );
    must(
      !isDue || isWaitingAway || files.stateOf(record.id) !== 'lacking' || rest.wasSetBack,
      'S-5',
      () => `${record.id} is on the server, and no device has sent its bytes`,
      'lost',
    );
  }
  for (const machine of machines) for (const record of records) await checkReadable(machine, record, rest);
}

/** checks that a device holds no bytes that none of its records names, except for those that the server lacks. */
function checkLeft(machine: Machine, files: FilesKnown): void {
  const { contents } = machine.tenant;
  const named = new Set([
    ...documentsOf(machine.staged).flatMap((record) => (record.entity === fileEntity ? [sha256Of(record)] : [])),
    ...contents.waiting().map(({ sha256 }) => sha256),
    ...contents.replaced().map(({ sha256 }) => sha256),
  ]);
  for (const sha256 of files.contents.keys())
    must(
      named.has(sha256) || !contents.has(sha256),
      'A-4',
      () => `${machine.name} keeps the bytes ${sha256}, which no record in sight names`,
      'leaks',
    );
}

/** Checks that a file waits only for a reason: its record is out of sight or refused. */
function checkWaiting(machine: Machine, { truth, wasSetBack, hasForked, personOf }: FilesAtRest): void {
  const { tenant, name } = machine;
  const inTray = new Set(
    [...tenant.device.memory.tray.values()].flatMap(({ act }) => act.edits.map((edit) => edit.id)),
  );
  for (const { record, problem } of tenant.contents.waiting()) {
    const isSeen = truth.visibleTo(personOf(machine)).has(record);
    must(!isSeen, 'PLT-5', () => `${name} has not sent the bytes of ${record}: ${problem ?? ''}`, 'lost');
    const isMade = truth.records.has(record) || inTray.has(record) || wasSetBack || hasForked;
    must(isMade, 'PLT-5', () => `${name} waits with a file whose record ${record} was never made`);
  }
}

/**
 * PLT-5, A-5: checks that a person who sees a record gets its bytes, as they were added. Nobody else gets an answer
 * that differs from the one for a record that is not there.
 */
async function checkReadable(machine: Machine, record: StoredRecord, rest: FilesAtRest): Promise<void> {
  const { files, truth } = rest;
  const { tenant, name } = machine;
  const path = `/files/content/${fileEntity}/${record.id}/content`;
  const isSeen = truth.visibleTo(rest.personOf(machine)).has(record.id);
  if (!isSeen) {
    const answer = await tenant.link.transfer({ method: 'GET', path, headers: {} });
    const isHidden = answer.kind === 'refused' && answer.refusal.code === 'records/not-found';
    must(isHidden, 'A-5', () => `${name} is told of file ${record.id}: ${JSON.stringify(answer)}`, 'leaks');
    return;
  }
  if (files.stateOf(record.id) === 'lacking') {
    const answer = await tenant.link.transfer({ method: 'GET', path, headers: {} });
    must(
      answer.kind === 'refused',
      'A-5',
      () => `${name} gets bytes of ${record.id}, which nobody sent for it`,
      'leaks',
    );
    return;
  }
  if (files.stateOf(record.id) === 'maybe') return;
  tenant.contents.evict(0);
  const got = await filesOn(machine)['files.fetch']({ record: record.id });
  must(got.ok, 'PLT-5', () => `${name} does not get the bytes of ${record.id}: ${got.ok ? '' : got.message}`, 'lost');
  const wanted = files.contents.get(sha256Of(record));
  const isSame = wanted?.equals(bytesOn(machine, sha256Of(record))) === true;
  must(isSame, 'PLT-5', () => `${name} has other bytes of ${record.id} than were added`, 'lost');
}
