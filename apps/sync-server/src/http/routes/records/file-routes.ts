import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { isShown, mostFileBytes, plainBytes } from '@outpost/domain/kernel/files/file-types';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { idSchema, isId } from '@outpost/domain/kernel/ids';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import { MemoryLocker, Server } from '@tus/server';
import type { Context } from 'hono';
import {
  askFile,
  type FileFieldOfRecord,
  type FilePorts,
  hasContent,
  judgeRoom,
  keepUpload,
} from '../../../files/file-contents.ts';
import { DamagedBytes } from '../../../files/sealed-bytes.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import { answer } from '../../answers/answer.ts';
import { problemResponse } from '../../answers/problem-details.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';
import type { Budgets } from '../../guards/budgets.ts';
import { wantBody } from '../../guards/serve-http.ts';
import { uploadsPaths } from '../../paths/uploads-path.ts';

export type FileRoutePorts = FilePorts & {
  readonly ids: IdSource;
  readonly budgets: Budgets;
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

/** E-3: the greatest number of bytes of one request of an upload. Chosen: seconds on a mobile connection. */
const mostPieceBytes = 16 * 1_048_576;

const placeSchema = z.strictObject({ entity: z.string().max(120), id: idSchema, field: z.string().max(120) });

/** Thrown inside tus' hooks, which have no type for refusals: they pass any error on to `onResponseError`. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

function wanted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refused(result);
}

const noUpload = (): Refused =>
  new Refused(
    refuse('request/not-found', 'There is no such upload, or its time is over. Begin it again.', { path: 'upload' }),
  );

/** Returns undefined for an upload that is not there, or whose description does not open. Any other fault is thrown. */
function noneIfLost(cause: unknown): undefined {
  const isMissing = cause instanceof Error && 'status_code' in cause && cause.status_code === 404;
  if (isMissing || cause instanceof DamagedBytes) return undefined;
  throw cause;
}

/**
 * Adds the routes of files: uploads by the tus protocol 1.0 (creation, termination), and the bytes of a record's file.
 * An upload names a record that the sender sees, whose file has that size and SHA-256. Its bytes are checked when all
 * have come.
 */
export function addFileRoutes(app: OpenAPIHono<HttpEnv>, ports: FileRoutePorts): void {
  const { blobs, budgets } = ports;
  const callers = new WeakMap<object, Caller>();
  const refusals = new WeakMap<object, Refusal>();
  /** Faults in tus' hooks. The app answers them as those of any other route: a full pool of connections as busy. */
  const faults = new WeakMap<object, Error>();
  const callerOf = (request: object): Caller => {
    const caller = callers.get(request);
    if (!caller) throw new Error('An upload reached its hook without its caller');
    return caller;
  };
  const settings: Omit<ConstructorParameters<typeof Server>[0], 'path'> = {
    locker: new MemoryLocker(), // one for all addresses: two requests never write to one upload at once
    datastore: blobs.uploads,
    relativeLocation: true,
    allowedOrigins: [], // no page of another origin uses this API
    maxSize: mostFileBytes,
    namingFunction: () => ports.ids.newId(),
    async onUploadCreate(request, { size = 0, metadata }) {
      const caller = callerOf(request);
      const place = placeSchema.safeParse(metadata ?? {});
      if (!place.success)
        throw new Refused(
          refuse(
            'request/invalid',
            'header.upload-metadata: must name the record and its field, as entity, id and field',
            {
              path: 'header.upload-metadata',
            },
          ),
        );
      const file = wanted(await askFile(ports, caller, place.data));
      if (file.sizeBytes !== size)
        throw new Refused(
          refuse(
            'request/invalid',
            `header.upload-length: must be ${file.sizeBytes}, the number of bytes of the record's file`,
            {
              path: 'header.upload-length',
            },
          ),
        );
      wanted(await judgeRoom(ports, caller, size));
      return { metadata: { ...place.data, orgId: caller.orgId, userId: caller.userId } };
    },
    /**
     * an upload of somebody else counts as missing. Nobody gets the bytes of an upload back, because the sender may have
     * lost access to the record.
     */
    async onIncomingRequest(request, uploadId) {
      if (request.method === 'POST') return;
      if (request.method === 'GET') throw noUpload();
      const caller = callerOf(request);
      const metadata = isId(uploadId)
        ? (await blobs.uploads.getUpload(uploadId).catch(noneIfLost))?.metadata
        : undefined;
      if (metadata?.['orgId'] !== caller.orgId || metadata['userId'] !== caller.userId) throw noUpload();
    },
    async onUploadFinish(request, { id, metadata }) {
      const caller = callerOf(request);
      const { entity, id: record, field } = metadata ?? {};
      const place = placeSchema.parse({ entity, id: record, field }); // written by onUploadCreate
      const file = wanted(await askFile(ports, caller, place));
      wanted(await judgeRoom(ports, caller, file.sizeBytes));
      wanted(await keepUpload(ports, caller, { uploadId: id, place, file }));
      return {};
    },
    onResponseError(request, error) {
      if (error instanceof Refused) refusals.set(request, error.refusal);
      else if (error instanceof Error && !('status_code' in error)) faults.set(request, error);
      return undefined;
    },
  };
  const upload =
    (tus: Server) =>
    async (c: Context<HttpEnv>): Promise<Response> => {
      const caller = c.get('caller');
      const spent = budgets.judge(caller, ['bytes']);
      if (spent) return problemResponse(spent, c.get('requestId'));
      const length = Number(c.req.header('content-length') ?? '0');
      if (!(length <= mostPieceBytes))
        return problemResponse(
          refuse('request/too-large', `One request takes ${mostPieceBytes} bytes of a file at most.`, {
            limit: mostPieceBytes,
          }),
          c.get('requestId'),
        );
      wantBody(c.env);
      const request = c.req.raw;
      callers.set(request, caller);
      const response = await tus.handleWeb(request);
      budgets.spend(caller, 'bytes', length);
      const [refusal, fault] = [refusals.get(request), faults.get(request)];
      if (fault) throw fault;
      if (!refusal && response.status < 400) return response;
      return problemResponse(refusal ?? refusalOf(response.status), c.get('requestId'));
    };
  // Hono finds the route of HEAD under GET.
  for (const path of uploadsPaths)
    app.on(
      ['POST', 'GET', 'PATCH', 'DELETE'],
      [path, `${path}/:upload`],
      ports.signedIn,
      upload(new Server({ ...settings, path })),
    );

  const contentRoute = createRoute({
    method: 'get',
    path: '/files/content/{pack}/{name}/{id}/{field}',
    tags: ['Files'],
    middleware: ports.signedIn,
    summary: "The bytes of a record's file, or a range of them",
    request: {
      params: z.object({
        pack: z.string().max(60),
        name: z.string().max(60),
        id: idSchema,
        field: z.string().max(120),
      }),
    },
    responses: { 200: { description: 'The bytes.' }, 206: { description: 'The range.' } },
  });
  app.openAPIRegistry.registerPath(contentRoute);
  app.get('/files/content/:pack/:name/:id/:field', ports.signedIn, async (c) => {
    const { pack, name, id, field } = c.req.param();
    const { orgId, userId } = c.get('caller');
    const place: FileFieldOfRecord = { entity: `${pack}/${name}`, id, field };
    if (!isId(id)) return answer(c, refuse('request/invalid', 'path.id: is not an id', { path: 'path.id' }));
    const file = await askFile(ports, { orgId, userId }, place);
    if (!file.ok) return answer(c, file);
    const { sha256, sizeBytes } = file.value;
    if (!(await hasContent(ports, { orgId, id, sha256 })))
      return answer(
        c,
        refuse('files/not-uploaded', 'The device on which this file was added has not sent it to the server yet.', {
          id,
        }),
      );
    const range = rangeOf(c.req.header('range'), sizeBytes);
    const contents = await blobs.of(orgId);
    const bytes = await contents.read({ sha256, sizeBytes }, range);
    const isWhole = range.to - range.from + 1 === sizeBytes;
    return new Response(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, {
      status: isWhole ? 200 : 206,
      headers: {
        ...headersOf(file.value),
        'content-length': String(range.to - range.from + 1),
        'accept-ranges': 'bytes',
        ...(isWhole ? {} : { 'content-range': `bytes ${range.from}-${range.to}/${sizeBytes}` }),
      },
    });
  });
}

/** Returns the refusal for an error of the protocol, which the tus server answers in plain text. */
function refusalOf(status: number): Refusal {
  if (status === 404 || status === 410 || status === 403) return noUpload().refusal;
  if (status === 409)
    return refuse('sync/gap', 'The upload is at another place. Ask for it (HEAD), and continue from there.', {
      expected: 0,
    });
  if (status === 413)
    return refuse('request/too-large', 'The file is larger than announced, or larger than any file may be.', {
      limit: mostFileBytes,
    });
  if (status < 500) return refuse('request/invalid', 'header: is not of the tus protocol 1.0.0', { path: 'header' });
  throw new Error(`The tus server failed (${status})`);
}

/** Returns the requested range of a file, or the whole file where the header names no range that fits. */
function rangeOf(header: string | undefined, sizeBytes: number): { readonly from: number; readonly to: number } {
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  const whole = { from: 0, to: sizeBytes - 1 };
  if (from === undefined || Number(from) >= sizeBytes) return whole;
  const last = to === undefined || to === '' ? whole.to : Math.min(Number(to), whole.to);
  return last < Number(from) ? whole : { from: Number(from), to: last };
}

/**
 * A file that is neither a picture nor a PDF is saved, never opened as a page. The app's own headers forbid guessing
 * another type, and put every answer into a sandbox.
 */
const headersOf = ({ name, mediaType }: FileValue): Readonly<Record<string, string>> => ({
  'content-type': isShown(mediaType) ? mediaType : plainBytes,
  'content-disposition': `${isShown(mediaType) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
  'cache-control': 'private, no-store',
});
