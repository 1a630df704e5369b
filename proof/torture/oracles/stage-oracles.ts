import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';

// What is known here of the stages of a deal (CRM-5, T-14), in words of its own.

/** What goes with a move to a stage: the days that it sets, then what is filled in for it. */
const goesWith: Readonly<Record<string, { readonly sets: readonly string[]; readonly filled: readonly string[] }>> = {
  prospecting: { sets: ['closedOn', 'lossReason'], filled: [] },
  engaging: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  proposal: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  negotiation: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: [] },
  won: { sets: ['closedOn', 'lossReason', 'engagedOn'], filled: ['value'] },
  lost: { sets: ['closedOn', 'engagedOn'], filled: ['lossReason'] },
};
type Changes = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
type Now = (field: string) => JsonValue;

const partsOf = (stage: JsonValue, changes: Changes, { isWhole }: { readonly isWhole: boolean }): readonly string[] => {
  const { sets, filled } = goesWith[typeof stage === 'string' ? stage : ''] ?? { sets: [], filled: [] };
  return ['stage', ...[...sets, ...(isWhole ? filled : [])].filter((field) => field in changes)];
};

/** The fields of a row that stand or give way with its stage: none where it moves no deal. */
export function movedWith(entity: string, changes: Changes): ReadonlySet<string> {
  const [, to] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  return new Set(to === undefined ? [] : partsOf(to, changes, { isWhole: true }));
}

/** The fields of an edit that give way because its deal stands in the wanted stage already. */
export function alreadyThere(entity: string, changes: Changes, now: Now): ReadonlySet<string> {
  return sameJson(now('stage'), changes['stage']?.[1] ?? null) ? movedWith(entity, changes) : new Set();
}

/** The fields of a row that stay in its undo because the stage, or a day that its move had set, is another by now. */
export function staysInUndo(
  entity: string,
  changes: Changes,
  at: { readonly now: Now; readonly isRedo: boolean },
): ReadonlySet<string> {
  const [was, became] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  if (was === undefined || became === undefined) return new Set();
  const stage = at.isRedo ? was : became; // what is made again is a move to where the first act had brought it
  const isSince = partsOf(stage, changes, { isWhole: false }).some((field) => {
    const [from, to] = changes[field] ?? [null, null];
    return !sameJson(at.now(field), from) && !sameJson(at.now(field), to);
  });
  const isThere = sameJson(at.now('stage'), was);
  return new Set(isSince || isThere ? partsOf(stage, changes, { isWhole: true }) : []);
}

/** What is wrong with the days of a deal that an act has moved. */
export function daysProblem(entity: string, changes: Changes, now: Now): string | undefined {
  const [, stage] = (entity === 'crm/deal' && changes['stage']) || [undefined, undefined];
  if (stage === undefined) return undefined;
  const isClosed = stage === 'won' || stage === 'lost';
  if (isClosed !== (now('closedOn') !== null)) return `closedOn is ${JSON.stringify(now('closedOn'))}`;
  if (stage !== 'lost' && now('lossReason') !== null) return `lossReason is ${JSON.stringify(now('lossReason'))}`;
  if (stage !== 'prospecting' && now('engagedOn') === null) return 'engagedOn is empty';
  return undefined;
}
