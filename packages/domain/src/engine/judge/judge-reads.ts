import { type Act, isCreate } from '../../kernel/acts/act.ts';
import { mostRead } from '../../kernel/entities/reads.ts';
import { mergedInto, type Life, type StoredRecord, valueIn, withValue } from '../../kernel/entities/record.ts';
import type { Breach, Sizes } from '../../kernel/entities/rule.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { changesBetween } from '../merge/changes-between.ts';
import type { Draft } from '../act/draft.ts';
import type { AskedEdit } from '../act/edits-of.ts';
import { notHeld } from '../reads/look.ts';
import { type ReadingRule, type ReadPlan, readPlanOf } from '../reads/read-plan.ts';
import { type ReadAnswer, ReadState, TooMany } from '../reads/read-state.ts';
import { firstDecidedAt } from '../merge/standing.ts';
import { targetOf } from '../reads/references.ts';

type Judging = {
  readonly act: Act;
  readonly edits: readonly AskedEdit[];
  /** Records that are refused already: they are judged as unchanged. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** A breach only warns: the rest of the act is judged as if the breach were accepted (T-9). */
  readonly warns: boolean;
};

/**
 * T-12, ADR 27: returns the breaches of rules with reads, and of moves' checks with reads, at the end of an act. They
 * are keyed by the written record, with the rules that could not be judged. A `together` act is judged as a whole, an `each` act record by record, each on the
 * result of those before it. Acts of the server, and acts sent again after a proven loss, are not judged. Yields the
 * weight of the records that it has read, so that its caller can pause within a large act.
 */
export function* judgeReads(draft: Draft, judging: Judging): Generator<number, Judged> {
  const plan = readPlanOf(draft.catalogue);
  if (!plan || draft.author.isServer || firstDecidedAt(judging.act, draft.look) !== undefined) return noneJudged;
  const added = fieldsAdded(draft, judging.edits);
  const [before, after] = [stateOf(draft, plan), stateOf(draft, plan)] as const;
  const breached = new Map<string, Refusal>();
  const unjudged = new Set<string>();
  for (const ids of unitsOf(judging, draft)) {
    const written: Written[] = [];
    for (const id of ids) {
      const now = draft.records.get(id)?.record;
      if (!now) continue;
      const old = draft.before(id);
      const was = old && withAdded(old, now, added.get(id) ?? []);
      if (was) before.put(old, was);
      after.put(old, now);
      if (!was || !sameRecord(was, now)) written.push({ id, was, now });
    }
    const looked = before.looked + after.looked;
    const found = new Map([
      ...judgeChecks(draft, { after, unjudged }, ids),
      ...judgeRules(draft, plan, { before, after, written, unjudged }),
    ]);
    for (const [id, refusal] of found) breached.set(id, refusal);
    yield (before.looked + after.looked - looked) / recordsPerEdit;
    const isOut = judging.act.shape === 'each' && !judging.warns && found.size > 0;
    for (const { id, was, now } of written) {
      const old = draft.before(id);
      if (!isOut) before.put(old, now);
      else if (was) after.put(old, was);
      else after.put(undefined, { ...now, life: 'deleted' }); // the record was not made
    }
  }
  return { breached, unjudged };
}
export const noneJudged: Judged = { breached: new Map(), unjudged: new Set() };

/** Measured: reading this many records takes as long as judging a usual edit. */
const recordsPerEdit = 500;

/** The result of judging rules with reads. */
type Judged = {
  /** By written record. */
  readonly breached: ReadonlyMap<string, Refusal>;
  /** Ids of rules that need records which the device does not hold: the server judges them (T-9). */
  readonly unjudged: ReadonlySet<string>;
};

type Written = { readonly id: string; readonly was: StoredRecord | undefined; readonly now: StoredRecord };

const stateOf = (draft: Draft, plan: ReadPlan): ReadState =>
  new ReadState({ look: draft.look, catalogue: draft.catalogue, plan, isMade: (id) => draft.isMade(id) });

const sameRecord = (a: StoredRecord, b: StoredRecord): boolean => Object.keys(changesBetween(a, b)).length === 0;

/**
 * Returns the groups of records that are judged together. A `together` act is one group. In an `each` act a group is a record
 * with the children of its move.
 */
function unitsOf({ act, edits, refused }: Judging, draft: Draft): readonly (readonly string[])[] {
  const follows = new Map(edits.flatMap(({ id, follows: of }) => (of === undefined ? [] : [[id, of] as const])));
  const ids = [...draft.records.keys()].filter((id) => !refused.has(id));
  if (act.shape === 'together') return [ids];
  return [...Map.groupBy(ids, (id) => follows.get(id) ?? id).values()];
}

/**
 * Returns the fields that the server's own edits write, by record. A device also counts the edits that the server will make.
 * These point references from a merged record to its survivor, or back in the undo. These fields count as written before the act.
 */
function fieldsAdded(draft: Draft, edits: readonly AskedEdit[]): ReadonlyMap<string, readonly string[]> {
  const steps = new Set(
    edits.flatMap((edit) => {
      const pair = isCreate(edit) ? undefined : edit.fields['life'];
      const into = pair?.map((life) => (typeof life === 'string' ? mergedInto(life as Life) : undefined)); // other values of `life` contain no survivor
      if (!into) return [];
      return into[1] !== undefined ? [`${edit.id} ${into[1]}`] : into[0] !== undefined ? [`${into[0]} ${edit.id}`] : [];
    }),
  );
  const added = new Map<string, string[]>();
  for (const edit of edits) {
    if (isCreate(edit)) continue;
    const entity = draft.catalogue.entities.get(edit.entity);
    const isRepointed = Object.entries(edit.fields).every(([name, [from, to]]) => {
      const field = entity?.fields[name];
      if (field?.type !== 'ref') return false;
      return steps.has(`${targetOf(field, from)?.id ?? ''} ${targetOf(field, to)?.id ?? ''}`);
    });
    if (edit.expanded === true || isRepointed)
      added.set(edit.id, [...(added.get(edit.id) ?? []), ...Object.keys(edit.fields)]);
  }
  return added;
}

const withAdded = (old: StoredRecord, now: StoredRecord, names: readonly string[]): StoredRecord =>
  names.reduce((record, name) => withValue(record, name, valueIn(now, name)), old);

/** Returns the first failed check with reads of each move of the act. */
function judgeChecks(
  draft: Draft,
  { after, unjudged }: { readonly after: ReadState; readonly unjudged: Set<string> },
  ids: readonly string[],
): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  for (const id of ids) {
    const moved = draft.moves.get(id);
    const record = draft.records.get(id)?.record;
    if (!moved || record?.life !== 'alive') continue;
    for (const check of moved.move.checks) {
      if (!check.reads) continue;
      const read = after.readAll(check.reads, record);
      if (read === notHeld) {
        unjudged.add(check.id);
        continue;
      }
      if (read instanceof TooMany) {
        refused.set(id, tooMany(check.id));
        break;
      }
      const at = { record: record as never, before: moved.before as never, read: read as never, actor: draft.author.userId, today: moved.today }; // prettier-ignore
      const breach = check.check(at); // of the workflow's kind
      if (!breach) continue;
      refused.set(id, broken(check.id, breach));
      break;
    }
  }
  return refused;
}

const broken = (rule: string, { message, field }: Breach): Refusal =>
  refuse('records/invalid', message, { rule, ...(field === undefined ? {} : { field }) });

/** T-11: returns the refusal of a record that would make a set too large to read. */
const tooMany = (rule: string): Refusal =>
  refuse(
    'rules/too-many',
    `No more than ${mostRead.toLocaleString('en')} records may belong to one record here, because each change checks all of them. Divide them first.`,
    { rule, limit: mostRead },
  );

/** Judges the rules that the written records affect, each at its records, before and after the act. */
function judgeRules(
  draft: Draft,
  plan: ReadPlan,
  {
    before,
    after,
    written,
    unjudged,
  }: {
    readonly before: ReadState;
    readonly after: ReadState;
    readonly written: readonly Written[];
    readonly unjudged: Set<string>;
  },
): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  const verdicts = new Map<string, Refusal | undefined>();
  for (const { id, was, now } of written) {
    for (const [rule, at] of touched(plan, { before, after, unjudged }, { id, was, now })) {
      const key = `${rule.id} ${at}`;
      if (!verdicts.has(key)) verdicts.set(key, verdictOf(draft, rule, { before, after, unjudged, at }));
      const refusal = verdicts.get(key);
      if (refusal && !refused.has(id)) refused.set(id, at === id ? refusal : withoutField(rule, refusal));
    }
  }
  return refused;
}

/** Removes the field: it belongs to another record, the one that the rule is about. */
const withoutField = ({ id: rule }: ReadingRule, refusal: Refusal): Refusal =>
  refusal.code === 'records/invalid' ? refuse('records/invalid', refusal.message, { rule }) : refusal;

/**
 * Returns the rules that a written record affects, with the records that they are about. These are the record itself,
 * and the records whose reads reach it, at both ends of a moved reference.
 */
function touched(
  { own, reached }: ReadPlan,
  {
    before,
    after,
    unjudged,
  }: { readonly before: ReadState; readonly after: ReadState; readonly unjudged: Set<string> },
  { id, was, now }: Written,
): readonly (readonly [ReadingRule, string])[] {
  const found = (own.get(now.entity) ?? []).map((rule) => [rule, id] as const);
  for (const { rule, read, place } of reached.get(now.entity) ?? [])
    for (const starts of [was && before.startsOf(read, was, place), after.startsOf(read, now, place)])
      if (starts === notHeld) unjudged.add(rule.id);
      else if (Array.isArray(starts)) found.push(...(starts as readonly string[]).map((at) => [rule, at] as const));
  return found;
}

type Reading = { readonly sizes: Sizes; readonly breach: Breach | undefined };

/** A rule with reads does not ask for the kinds of record (`catalogueRule` has none). */
const noCatalogue = undefined as never;

/** Returns the result of a rule for a record, or nothing where there is no such record. */
function reading(rule: ReadingRule, state: ReadState, id: string): ReadAnswer<Reading> {
  const record = state.record(id);
  if (record === notHeld) return notHeld;
  if (record?.entity !== rule.on) return { sizes: {}, breach: undefined };
  const read = state.readAll(rule.reads, record);
  if (read === notHeld || read instanceof TooMany) return read;
  const breach = rule.check({ record: record as never, read: read as never, catalogue: noCatalogue }); // its values are of the rule's kind
  return { sizes: breach ? (breach.sizes ?? { '': 1 }) : {}, breach };
}

/** ADR 27: refuses a new breach: at a place without one before, or larger than before. */
function verdictOf(
  draft: Draft,
  rule: ReadingRule,
  {
    before,
    after,
    unjudged,
    at,
  }: {
    readonly before: ReadState;
    readonly after: ReadState;
    readonly unjudged: Set<string>;
    readonly at: string;
  },
): Refusal | undefined {
  const was = reading(rule, before, at);
  const is = reading(rule, after, at);
  if (was === notHeld || is === notHeld) {
    unjudged.add(rule.id);
    return undefined;
  }
  if (is instanceof TooMany) return was instanceof TooMany && is.growth <= was.growth ? undefined : tooMany(rule.id);
  if (was instanceof TooMany || !is.breach) return undefined;
  const isNew = Object.entries(is.sizes).some(([place, size]) => size > (was.sizes[place] ?? 0));
  return isNew ? broken(rule.id, is.breach) : undefined;
}
