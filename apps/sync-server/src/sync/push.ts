import { isCreate } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { upgradedEdit } from '@outpost/domain/kernel/acts/upgraded-edit';
import type { Decision, PushAnswer, PushRequest, SignedHead } from '@outpost/domain/sync/protocol';
import type { AskedAct } from '@outpost/domain/engine/decide';
import { sessionEnded } from '../identity/sessions/signed-in.ts';
import { applyActs } from '../records/apply-acts.ts';
import type { ApplyInput } from '../records/apply-input.ts';
import type { WritePorts } from '../records/write-ports.ts';
import { rememberBuild, type SchemaNumbers, schemasNamed } from './naming/build-digest.ts';
import { type DeviceAsker, judgeSchemas, type PullPorts } from './pull-ask.ts';

export type PushPorts = WritePorts & Pick<PullPorts, 'signHead'>;

/**
 * S-2: decides a device's acts in the order in which they were made. First it checks that the server's journal is the
 * one that the device has seen (S-1b). Returns answers for the acts up to the first one with a wrong number. Refuses
 * `access/session-ended`, and like a pull `sync/client-too-old` and `sync/client-too-new` (K-5): then nothing was
 * decided.
 */
export async function push(
  ports: PushPorts,
  asker: DeviceAsker & Pick<ApplyInput, 'from'>,
  request: Omit<PushRequest, 'acts'> & { readonly acts: readonly AskedAct[] },
): Promise<Result<PushAnswer>> {
  const schemas = schemasNamed(ports.installed, request.schemas);
  if (!schemas) return accept({ kind: 'unknown' });
  const unfit = judgeSchemas(ports.installed, schemas);
  if (unfit) return unfit;
  rememberBuild(ports.installed, schemas);
  const applied = await applyActs(ports, {
    orgId: asker.orgId,
    author: { userId: asker.userId, sessionId: asker.sessionId },
    device: request.device,
    from: asker.from,
    heads: request.heads,
    acts: upToDate(ports.installed, request.acts, schemas),
    numbering: 'given',
  });
  if (applied.kind === 'ended') return sessionEnded(applied.why);
  if (applied.kind === 'fork') return accept(applied);
  const { answers, stopped } = applied;
  return accept({
    kind: 'decided',
    answers: [...answers],
    stopped,
    ...(await newestHead(ports, asker.orgId, answers)),
  });
}

/** P-5: returns the signed head of the newest of these decisions. A repeated act has the head of its first answer. */
async function newestHead(
  { signHead }: Pick<PushPorts, 'signHead'>,
  orgId: string,
  answers: readonly Decision[],
): Promise<{ readonly head?: SignedHead }> {
  const [newest] = answers.map(({ head }) => head).sort(([a], [b]) => b - a);
  return newest ? { head: { head: newest, signature: await signHead(orgId, newest) } } : {};
}

/**
 * K-5: upgrades the edits of a device of the previous schema numbers to this build's schemas. Creations name their own
 * number, and are upgraded where they are judged.
 */
function upToDate({ entities }: Catalogue, acts: readonly AskedAct[], schemas: SchemaNumbers): readonly AskedAct[] {
  const behind = new Map([...entities].filter(([name, { schema }]) => (schemas[name] ?? schema) < schema));
  if (behind.size === 0) return acts;
  return acts.map((act) => ({
    ...act,
    edits: act.edits.map((edit) => {
      const entity = behind.get(edit.entity);
      return entity === undefined || isCreate(edit) ? edit : upgradedEdit(entity, edit, entity.schema - 1);
    }),
  }));
}
