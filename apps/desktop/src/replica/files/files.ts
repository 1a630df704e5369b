import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { fileIn, filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { kindsWithPicture } from '@outpost/domain/kernel/files/small-pictures';
import { fileFault, isPicture, mediaTypeOf, sizeFault, sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallHandler } from '../../bridge/call-handler.ts';
import type { CallName } from '../../bridge/contract.ts';
import { type FileState, mostFilesAtOnce, smallPictureTypes } from '../../bridge/calls/file-calls.ts';
import { isSameFile } from '../contents/content-file.ts';
import { pathOfContent } from '../contents/content-transfer.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { type AddedFile, addFiles, fileEdit } from '../contents/add-files.ts';
import { pictureOf, setPicture } from './set-picture.ts';

/** The handlers of the bridge's calls of files. */
export type FileHandlers = { readonly [N in Extract<CallName, `files.${string}`>]: CallHandler<N> };

type Draft = { readonly tenant: OpenTenant; readonly name: string; readonly sizeBytes: number };

export type FilesParts = {
  /** Returns the open replica, or the refusal with the reason why none is open. */
  readonly tenant: () => Result<OpenTenant>;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'ids'>;
};

const noDraft = () =>
  refuse('request/not-found', 'This file is not being added any more. Add it again.', { path: 'draft' });
const noFile = (id: string) =>
  refuse('records/not-found', 'This file is not on this device, and you may not see it elsewhere.', { id });

/** Returns the handlers of all `files.*` calls of the bridge (ADR 47). */
export function fileHandlers({ tenant, ports }: FilesParts): FileHandlers {
  const drafts = new Map<string, Draft>();
  const found = (id: string): Result<Draft> => {
    const open = tenant();
    if (!open.ok) return open;
    const draft = drafts.get(id);
    return draft?.tenant === open.value ? accept(draft) : noDraft();
  };
  const drop = (id: string): void => {
    drafts.get(id)?.tenant.contents.dropDraft(id);
    drafts.delete(id);
  };
  return {
    'files.begin': async ({ name, sizeBytes }) => {
      const open = tenant();
      if (!open.ok) return open;
      for (const [id, draft] of drafts)
        if (draft.tenant !== open.value) drafts.delete(id);
        else if (drafts.size >= 2 * mostFilesAtOnce) drop(id); // E-3: a window may have left them
      const fault = sizeFault({ name, sizeBytes });
      if (fault !== undefined) return refuse('records/invalid', fault, { rule: 'PLT-5' });
      const draft = ports.ids.newId();
      drafts.set(draft, { tenant: open.value, name: shortName(name), sizeBytes });
      return accept({ draft });
    },
    'files.piece': async ({ draft: id, at, base64 }) => {
      const draft = found(id);
      if (!draft.ok) return draft;
      const { tenant: open, sizeBytes } = draft.value;
      const received = open.contents.draftBytes(id);
      const bytes = Buffer.from(base64, 'base64');
      if (at > received || bytes.length === 0 || at + bytes.length > sizeBytes)
        return refuse(
          'request/invalid',
          `at: the next piece begins at ${received}, and the file has ${sizeBytes} bytes`,
          { path: 'at' },
        );
      open.contents.writePiece(id, at, bytes);
      return accept({ receivedBytes: Math.max(received, at + bytes.length) });
    },
    'files.drop': async ({ draft }) => {
      drop(draft);
      return accept(null);
    },
    'files.add': async ({ entity, id, label, drafts: ids }) => {
      const open = tenant();
      if (!open.ok) return open;
      const kind = filesKindOf(open.value.device.catalogue);
      const about = kind?.entity.fields[kind.about];
      if (!kind || about?.type !== 'ref' || !about.targets.includes(entity))
        return refuse('records/invalid', 'Records of this kind have no files.', {});
      const added: AddedFile[] = [];
      for (const draft of ids) {
        const file = await wholeFile(found(draft), draft, ports);
        if (!file.ok) return file;
        added.push({ draft, record: ports.ids.newId(), file: file.value });
      }
      const made = await addFiles(open.value, added, {
        wish: {
          label: cutLabel(label),
          shape: 'together',
          edits: added.map((one) => fileEdit(kind, one, refValue(about, entity, id))),
        },
        kind,
        nowMs: ports.clock.nowMs(),
      }).finally(() => {
        for (const { draft } of added) drafts.delete(draft);
      });
      return made.ok ? accept({ act: made.value.act, ids: [...made.value.ids] }) : made;
    },
    'files.setPicture': async ({ entity, id, label, draft }) => {
      const open = tenant();
      if (!open.ok) return open;
      const of = { open: open.value, entity, id, label, nowMs: ports.clock.nowMs() };
      if (draft === null) return setPicture(of, null);
      const file = await wholeFile(found(draft), draft, ports);
      if (!file.ok) return file;
      return setPicture(of, { draft, file: file.value }).finally(() => drop(draft));
    },
    'files.pictures': async ({ records }) => {
      const open = tenant();
      if (!open.ok) return open;
      return accept({ pictures: records.flatMap((record) => pictureOf(open.value, record) ?? []) });
    },
    'files.states': async ({ records }) => {
      const open = tenant();
      if (!open.ok) return open;
      const { contents, transfer } = open.value;
      const waiting = contents.waiting();
      return accept({
        states: records.flatMap((record): FileState[] => {
          const file = fileOf(open.value, record);
          if (!file) return [];
          const { sha256 } = file.value;
          const unsent = waiting.find((one) => isSameFile(one, { record, sha256 }));
          if (unsent) return [{ record, place: 'waiting', movedBytes: unsent.sentBytes, problem: unsent.problem }];
          const came = transfer.cameOf(sha256);
          if (came !== undefined) return [{ record, place: 'fetching', movedBytes: came, problem: null }];
          return [{ record, place: contents.has(sha256) ? 'device' : 'server', movedBytes: 0, problem: null }];
        }),
      });
    },
    'files.waiting': async () => {
      const open = tenant();
      if (!open.ok) return open;
      const waiting = open.value.contents.waiting();
      return accept({
        files: waiting.length,
        bytes: waiting.reduce((sum, { sizeBytes, sentBytes }) => sum + sizeBytes - sentBytes, 0),
        problem: waiting.find(({ problem }) => problem !== null)?.problem ?? null,
      });
    },
    'files.sendNow': async () => {
      const open = tenant();
      if (!open.ok) return open;
      void open.value.transfer.sendNow();
      return accept(null);
    },
    'files.fetch': async ({ record }) => {
      const open = tenant();
      if (!open.ok) return open;
      const file = fileOf(open.value, record);
      if (!file) return noFile(record);
      return open.value.transfer.fetch(pathOfContent({ ...file, record }), file.value);
    },
    'files.read': async ({ record, piece }) => {
      const open = tenant();
      if (!open.ok) return open;
      const file = fileOf(open.value, record);
      if (!file) return noFile(record);
      const { sha256, sizeBytes } = file.value;
      const bytes = open.value.contents.has(sha256) ? open.value.contents.read(sha256, piece) : undefined;
      if (!bytes) return refuse('replica/not-held', 'The bytes of this file are not on this device.', { what: record });
      if (piece === 0) open.value.contents.use(sha256, ports.clock.nowMs());
      const next = piece + bytes.length;
      return accept({ base64: Buffer.from(bytes).toString('base64'), next: next < sizeBytes ? next : null });
    },
    'files.small': async ({ record }) => {
      const open = tenant();
      if (!open.ok) return open;
      const file = fileOf(open.value, record);
      if (!file) return noFile(record);
      const small = open.value.contents.small(file.value.sha256, ports.clock.nowMs());
      if (small === undefined) return accept({ state: 'none' });
      const mediaType = smallPictureTypes.find((type) => type === small?.mediaType);
      return accept(
        small && mediaType
          ? { state: 'made', mediaType, base64: Buffer.from(small.bytes).toString('base64') }
          : { state: 'undrawable' },
      );
    },
    'files.keepSmall': async ({ record, small }) => {
      const open = tenant();
      if (!open.ok) return open;
      const file = fileOf(open.value, record);
      if (!file) return noFile(record);
      const bytes = Buffer.from(small?.base64 ?? '', 'base64');
      const isRight =
        isPicture(file.value.mediaType) && (small === null || (await typeByContent(bytes))?.mime === small.mediaType);
      if (!isRight) return refuse('request/invalid', 'small: not the picture that it is said to be', { path: 'small' });
      const isKept = open.value.contents.keepSmall(
        file.value.sha256,
        small && { mediaType: small.mediaType, bytes },
        ports.clock.nowMs(),
      );
      return isKept
        ? accept(null)
        : refuse('replica/not-held', 'The bytes of this file are not on this device.', { what: record });
    },
  };
}

/** Returns the file of a record that this device shows. */
function fileOf(
  { device }: OpenTenant,
  record: string,
): { readonly entity: string; readonly field: string; readonly value: FileValue } | undefined {
  const kind = filesKindOf(device.catalogue);
  const places = kind ? [{ entity: kind.entity, field: kind.content }] : [];
  for (const { entity, field } of [...places, ...kindsWithPicture(device.catalogue)]) {
    const shown = device.lookups.shown(entity.name, record);
    const value = shown && fileIn(shown, { entity, field });
    if (value) return { entity: entity.name, field, value };
  }
  return undefined;
}

/** Reads a whole draft once: its hash, and its type by its first bytes. Refuses one that can't be kept, with the reason (PLT-5). */
async function wholeFile(
  draft: Result<Draft>,
  id: string,
  { ids }: Pick<ReplicaPorts, 'ids'>,
): Promise<Result<FileValue>> {
  if (!draft.ok) return draft;
  const { tenant, name, sizeBytes } = draft.value;
  const hash = createHash('sha256');
  let first = Buffer.alloc(0);
  let came = 0;
  for (const piece of tenant.contents.draftPieces(id)) {
    if (came === 0) first = Buffer.from(piece.subarray(0, sniffedBytes));
    came += piece.length;
    hash.update(piece);
    await setImmediate(); // a large file takes a second, and screens are answered meanwhile
  }
  if (came !== sizeBytes)
    return refuse('records/invalid', `“${name}” was cut off: ${came} of its ${sizeBytes} bytes came. Add it again.`, {
      rule: 'PLT-5',
    });
  const sniffed = await typeByContent(first);
  const mediaType = mediaTypeOf(name, sniffed?.mime);
  const fault = fileFault({ name, sizeBytes, mediaType });
  if (fault !== undefined) return refuse('records/invalid', fault, { rule: 'PLT-5' });
  return accept({ id: ids.newId(), name, sizeBytes, mediaType, sha256: hash.digest('hex') });
}

/** Recognises the format by the first bytes. The library is loaded at the first file, so that the replica starts sooner. */
const typeByContent = async (bytes: Buffer) => (await import('file-type')).fileTypeFromBuffer(bytes);

/** The greatest number of characters of a file's name in a record. */
const mostNameChars = 200;

/** Returns a name without a path and control characters; a long one keeps its ending. */
function shortName(name: string): string {
  const plain =
    name
      .replace(/^.*[\\/]/, '')
      .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '')
      .trim() || 'File';
  if (plain.length <= mostNameChars) return plain;
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 && plain.length - dot <= 10 ? plain.slice(dot) : '';
  return `${plain.slice(0, mostNameChars - ending.length - 1)}…${ending}`;
}
