import { canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import { type Asker, readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import { sessionEnded } from '../identity/sessions/signed-in.ts';
import { applyActs } from '../records/apply-acts.ts';
import { usualOwnership } from '../records/decide/usual-ownership.ts';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { recordsOf } from '../records/load/load.ts';
import type { WritePorts } from '../records/write-ports.ts';
import { type ApiCaller, authorOfCaller, refusalIn } from '../tenancy/act-as.ts';
import { decidedBefore, type RequestIds } from './repeated-requests.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type Envelope = {
  readonly ownerId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly sharedWith?: readonly string[] | undefined;
};

/**
 * A change of one record, as a program asks for it. `label`: the name of the change in the history; left out: made
 * from the kind.
 */
export type AskedRecordChange = { readonly kind: string; readonly label?: string | undefined } & (
  | ({ readonly op: 'create'; readonly id?: string | undefined; readonly fields: Fields } & Envelope)
  | ({
      readonly op: 'change';
      readonly id: string;
      /** New values; null empties a field. Fields that are not named stay as they are. */
      readonly fields?: Fields | undefined;
      readonly life?: 'alive' | 'deleted' | undefined;
      /** The version that the record must still have. Undefined: any. */
      readonly version?: number | undefined;
    } & Envelope)
  | { readonly op: 'delete'; readonly id: string; readonly version?: number | undefined }
);

/** The outcome of a change. `version`: of the record after it. `replaced`: the values of others that it replaced, by field. */
export type ChangeOutcome = {
  readonly id: string;
  readonly act: string;
  readonly outcome: 'accepted' | 'merged';
  readonly version: number | null;
  readonly replaced: Fields;
};

type Prepared = {
  readonly id: string;
  readonly act: string;
  readonly label: string;
  readonly edit: Edit;
  readonly version: number | undefined;
};

/**
 * Carries out changes as the caller, each as an act of its own, in their order: by the same path as a device's acts. Returns an outcome or
 * a refusal for each. A repeated request gets its first outcomes. Refuses as a whole `access/session-ended`, and `request/invalid` where two
 * changes are of one record.
 */
export async function changeRecords(
  ports: WritePorts,
  caller: ApiCaller,
  { changes, ids }: { readonly changes: readonly AskedRecordChange[]; readonly ids: RequestIds },
): Promise<Result<readonly Result<ChangeOutcome>[]>> {
  const { orgId, sessionId } = caller;
  const named = changes.flatMap(({ id }) => id ?? []);
  const twice = named.find((id, place) => named.indexOf(id) < place);
  if (twice !== undefined)
    return refuse('request/invalid', `body: changes ${twice} twice. Name a record once in a request.`, {
      path: 'body',
    });
  const acts = changes.map((_, place) => ids.act(place));
  const { ready, earlier } = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    const author = asker.principal.userId;
    const before = ids.isRepeat ? await decidedBefore(tx, { orgId, author }, acts) : new Map<string, Decision>();
    const present = new Map<string, StoredRecord>();
    for (const kind of new Set(changes.map((change) => change.kind))) {
      const wanted = changes.flatMap((one) => (one.kind === kind && one.op !== 'create' ? [one.id] : []));
      if (!asker.tenant.catalogue.entities.has(kind) || wanted.length === 0) continue;
      for (const record of await recordsOf(tx, asker.tenant, { entity: kind, ids: wanted }))
        if (canSee(asker.principal, asker.tenant.catalogue, record)) present.set(record.id, record);
    }
    const prepared = changes.map((change, place): Result<Prepared> => {
      const id = change.id ?? ids.record(place);
      const known = { id, act: ids.act(place), label: '', version: undefined };
      // Decided before: the act is not sent again.
      if (before.has(known.act)) return accept({ ...known, edit: { id, entity: change.kind, seen: 0, fields: {} } });
      const made = editOf(change, { id, asker, present });
      return made.ok ? accept({ ...known, ...made.value }) : made;
    });
    return { ready: prepared, earlier: before };
  });
  const asked = ready.flatMap((one) => (one.ok && !earlier.has(one.value.act) ? [one.value] : []));
  const madeAt = new Date(ports.clock.nowMs()).toISOString();
  const applied = await applyActs(ports, {
    orgId,
    author: authorOfCaller(caller),
    device: sessionId,
    heads: [],
    acts: asked.map(({ act, label, edit }) => ({
      id: act,
      number: 1,
      label,
      shape: 'together',
      madeAt,
      edits: [edit],
    })),
    numbering: 'next',
    expected: Object.fromEntries(asked.flatMap(({ act, id, version }) => version === undefined ? [] : [[act, { [id]: version }]])), // prettier-ignore
  });
  if (applied.kind === 'ended') return sessionEnded(applied.why);
  if (applied.kind !== 'decided' || applied.stopped)
    throw new Error(`Acts that the server numbers were not decided: ${JSON.stringify(applied)}`);
  const decided = new Map([...earlier, ...applied.answers.map((answer) => [answer.act, answer] as const)]);
  return accept(ready.map((one) => (one.ok ? outcomeOf(one.value, decided) : one)));
}

function outcomeOf({ id, act }: Prepared, decided: ReadonlyMap<string, Decision>): Result<ChangeOutcome> {
  const decision = decided.get(act);
  if (!decision) throw new Error(`Act ${act} was not decided`);
  const refusal: Refusal | undefined = refusalIn(decision);
  if (refusal) return refusal;
  return accept({
    id,
    act,
    outcome: decision.status === 'merged' ? 'merged' : 'accepted',
    version: decision.versions[id] ?? null,
    replaced: decision.superseded[id] ?? {},
  });
}

type EditAsk = { readonly id: string; readonly asker: Asker; readonly present: ReadonlyMap<string, StoredRecord> };

/** Returns the edit of a change. A record that the caller does not see is refused as one that does not exist. */
function editOf(
  change: AskedRecordChange,
  { id, asker, present }: EditAsk,
): Result<Pick<Prepared, 'edit' | 'label' | 'version'>> {
  const entity = withoutSealed(asker.tenant.catalogue).entities.get(change.kind);
  if (!entity) return unknownEntity(change.kind);
  const label = cutLabel(change.label ?? usualLabel(change, entity));
  if (change.op === 'create') {
    const usual = usualOwnership(entity, { userId: asker.principal.userId, teams: asker.author.teams });
    const { fields, ownerId = usual.ownerId, teamId = usual.teamId, sharedWith = [] } = change;
    const create = { schema: entity.schema, fields: { ...fields }, ownerId, teamId, sharedWith: [...sharedWith] };
    return accept({ label, version: undefined, edit: { id, entity: entity.name, create } });
  }
  const record = present.get(id);
  if (!record) return notFound(id);
  const values: Readonly<Record<string, JsonValue | undefined>> =
    change.op === 'delete'
      ? { life: 'deleted' }
      : {
          ...change.fields,
          ownerId: change.ownerId,
          teamId: change.teamId,
          sharedWith: change.sharedWith,
          life: change.life,
        };
  const fields = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, [JsonValue, JsonValue]][] =>
      value === undefined ? [] : [[name, [valueIn(record, name), value]]],
    ),
  );
  return accept({ label, version: change.version, edit: { id, entity: entity.name, seen: record.version, fields } });
}

const verbs = { create: 'Added', change: 'Changed', delete: 'Deleted' } as const;
/** The label names no record: everyone who sees the act can read it. */
const usualLabel = ({ op }: AskedRecordChange, { label }: Pick<Entity, 'label'>): string =>
  `${verbs[op]} ${label.one.toLowerCase()} by the API`;
