import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { addedStages } from '../../builds/own-stages.ts';

// The rules of a deal's stages (CRM-5, T-14), written independently of the product's code.

/** The fields of a move to a stage: the dates that it sets, then the fields that must be filled. */
const goesWith: Readonly<Record<string, { readonly sets: readonly string[]; readonly filled: readonly string[] }>> = {
  prospecting: { sets: ['closedOn', 'lossReason'], filled: [] },
  engaging: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  proposal: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  negotiation: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  won: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: ['value'] },
  lost: { sets: ['closedOn', 'engagedOn'], filled: ['lossReason'] },
};
/** Returns the stage of the pack whose rules hold for a stage. */
const likeOf = (stage: JsonValue): JsonValue => (typeof stage === 'string' ? (addedStages[stage] ?? stage) : stage);
type Changes = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
type Now = (field: string) => JsonValue;

const partsOf = (stage: JsonValue, changes: Changes, { isWhole }: { readonly isWhole: boolean }): readonly string[] => {
  const like = likeOf(stage);
  const { sets, filled } = goesWith[typeof like === 'string' ? like : ''] ?? { sets: [], filled: [] };
  return ['stage', ...[...sets, ...(isWhole ? filled : [])].filter((field) => field in changes)];
};

/** Returns the fields of a row that are kept or give way together with its stage; none where it moves no deal. */
export function movedWith(entity: string, changes: Changes): ReadonlySet<string> {
  const [, to] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  return new Set(to === undefined ? [] : partsOf(to, changes, { isWhole: true }));
}

/** Returns the fields of an edit that give way because its deal is already at the wanted stage. */
export function fieldsAlreadyThere(entity: string, changes: Changes, now: Now): ReadonlySet<string> {
  return sameJson(now('stage'), changes['stage']?.[1] ?? null) ? movedWith(entity, changes) : new Set();
}

/**
 * Returns the fields of a row that stay during its undo, because the stage, or a date that its move had set, has changed since.
 */
export function staysInUndo(
  entity: string,
  changes: Changes,
  at: { readonly now: Now; readonly isRedo: boolean },
): ReadonlySet<string> {
  const [was, became] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  if (was === undefined || became === undefined) return new Set();
  const stage = at.isRedo ? was : became; // a redo is a move to the stage that the first act had set
  const isSince = partsOf(stage, changes, { isWhole: false }).some((field) => {
    const [from, to] = changes[field] ?? [null, null];
    return !sameJson(at.now(field), from) && !sameJson(at.now(field), to);
  });
  const isThere = sameJson(at.now('stage'), was);
  return new Set(isSince || isThere ? partsOf(stage, changes, { isWhole: true }) : []);
}

/** Returns the error in the dates of a deal that an act has moved. */
export function daysProblem(entity: string, changes: Changes, now: Now): string | undefined {
  const [, stage] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  if (stage === undefined) return undefined;
  const isClosed = stage === 'won' || stage === 'lost';
  if (isClosed !== (now('closedOn') !== null)) return `closedOn is ${JSON.stringify(now('closedOn'))}`;
  if (stage !== 'lost' && now('lossReason') !== null) return `lossReason is ${JSON.stringify(now('lossReason'))}`;
  if (likeOf(stage) !== 'prospecting' && now('engagedOn') === null) return 'engagedOn is empty';
  return undefined;
}
