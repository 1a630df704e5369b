import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { pdfType } from '@outpost/domain/kernel/files/file-types';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { Upload } from '@tus/server';
import { applyActs } from '../records/apply-acts.ts';
import type { WritePorts } from '../records/write-ports.ts';
import { demoPicture, demoPlan } from './demo-pictures.ts';
import { type FilePorts, keepUpload } from './file-contents.ts';

/** A record of a demo that was made before, and its author. */
export type DemoRecord = { readonly entity: string; readonly id: string; readonly by: string };

type DemoFile = { readonly name: string; readonly caption: string; readonly mediaType: string; readonly bytes: Buffer };

/** The files of each record: drawn by code, so that the repository holds no pictures. */
const filesOfDemo = (): readonly DemoFile[] => [
  {
    name: 'Rack layout A-4.pdf',
    caption: 'Rack moves here, door swings in',
    mediaType: pdfType,
    bytes: demoPlan('Rack layout A-4'),
  },
  { name: 'East cellar.png', caption: 'The rack before the move', mediaType: 'image/png', bytes: demoPicture('rack') },
  { name: 'Street side.png', caption: '', mediaType: 'image/png', bytes: demoPicture('house') },
  { name: 'Riser, second floor.png', caption: 'Blue is data', mediaType: 'image/png', bytes: demoPicture('cables') },
  { name: 'Conference floor.png', caption: 'Lamps stay', mediaType: 'image/png', bytes: demoPicture('ceiling') },
  {
    name: 'Site rules.txt',
    caption: '',
    mediaType: 'text/plain',
    bytes: Buffer.from('Helmets in the cellar. Deliveries before 7:30.\n'),
  },
];

/** The most records of each kind with stages that get files: every third one, so that lists show both. */
const mostOfKind = 12;

/**
 * Adds files to records of a demo. Every kind that has stages and file fields gets some. Records are made by acts, and
 * the bytes are checked and stored like those of an upload. A second run with the same ids changes nothing.
 */
export async function addDemoFiles(
  ports: Pick<FilePorts, 'blobs'> & WritePorts,
  {
    orgId,
    ids,
    madeAt,
    records,
  }: {
    readonly orgId: string;
    readonly ids: IdSource;
    readonly madeAt: string;
    readonly records: readonly DemoRecord[];
  },
): Promise<void> {
  const { installed } = ports;
  const kind = filesKindOf(installed);
  const about = kind?.entity.fields[kind.about];
  if (!kind || about?.type !== 'ref') return;
  const staged = records.filter(
    ({ entity }) => about.targets.includes(entity) && installed.entities.get(entity)?.stages !== undefined,
  );
  const chosen = [...Map.groupBy(staged, ({ entity }) => entity).values()].flatMap((ofKind) =>
    ofKind.filter((_, index) => index % 3 === 0).slice(0, mostOfKind),
  );
  const files = filesOfDemo().map((file) => ({
    ...file,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  }));
  for (const { entity, id, by } of chosen) {
    const given = files.map(({ name, caption, mediaType, bytes, sha256 }) => ({
      record: ids.newId(),
      bytes,
      caption,
      file: { id: ids.newId(), name, sizeBytes: bytes.length, mediaType, sha256 },
    }));
    const applied = await applyActs(ports, {
      orgId,
      author: { userId: by },
      device: by,
      heads: [],
      numbering: 'next',
      acts: [
        {
          id: ids.newId(),
          number: 1,
          label: `Added ${given.length} files`,
          shape: 'together',
          madeAt,
          edits: given.map(({ record, caption, file }) => ({
            id: record,
            entity: kind.entity.name,
            create: {
              schema: kind.entity.schema,
              ownerId: null,
              teamId: null,
              sharedWith: [],
              fields: {
                [kind.entity.title]: file.name,
                [kind.about]: refValue(about, entity, id),
                [kind.content]: file,
                ...(kind.caption === undefined || caption === '' ? {} : { [kind.caption]: caption }),
              },
            },
          })),
        },
      ],
    });
    const refused = applied.kind === 'decided' ? applied.answers.find(({ status }) => status === 'refused') : undefined;
    if (applied.kind !== 'decided' || refused)
      throw new Error(`The demo's files were not made: ${JSON.stringify(refused?.refused ?? applied)}`);
    for (const { record, bytes, file } of given) {
      const upload = new Upload({ id: ids.newId(), size: bytes.length, offset: 0, metadata: { orgId } });
      await ports.blobs.uploads.create(upload);
      await ports.blobs.uploads.write(Readable.from([bytes]), upload.id, 0);
      const place = { entity: kind.entity.name, id: record, field: kind.content };
      const kept = await keepUpload(ports, { orgId, userId: by }, { uploadId: upload.id, place, file });
      if (!kept.ok) throw new Error(`The demo's file was not kept: ${kept.message}`);
    }
  }
}
