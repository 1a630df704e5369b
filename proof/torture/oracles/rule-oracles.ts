import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { TrayDocument } from '@outpost/desktop/replica/records/documents';
import { must } from './history-oracles.ts';
import type { JournalEntry, SentActs } from './journal-oracles.ts';

// The rules over the tasks of a deal (T-11 … T-13, `ruled-build.ts`), written independently. They read the journal from
// its beginning and count the tasks one by one.

const tooMany = 'Too many tasks are open.';
const notPlain = 'A plain task goes with each urgent one.';
const unfinished = 'Finish its tasks first.';
/** The sentences of the rules: a refusal or a warning for one of them says that and no more. */
export const ruleSentences: ReadonlySet<string> = new Set([tooMany, notPlain, unfinished]);
/** The server as the author of an act. */
const server = '00000000-0000-4000-8000-000000000001';

type Task = {
  readonly about: JsonValue;
  readonly done: JsonValue;
  readonly priority: JsonValue;
  readonly life: JsonValue;
};
const unknownTask: Task = { about: null, done: null, priority: null, life: 'alive' };
type Tasks = ReadonlyMap<string, Task>;
type Pair = readonly [JsonValue, JsonValue];
/** Returns a change of a reference as one text. */
const stepOf = (pair: Pair): string => pair.map((value) => (typeof value === 'string' ? value : '')).join(' ');

/** Returns by how many tasks a deal exceeds each rule. */
function beyond(tasks: Tasks, deal: string): { readonly open: number; readonly urgent: number } {
  let [open, urgent] = [0, 0];
  for (const { about, done, priority, life } of tasks.values()) {
    if (life !== 'alive' || about !== deal) continue;
    if (done !== true) open += 1;
    if (priority === 'high') urgent += 1;
    if (priority === 'normal') urgent -= 1;
  }
  return { open: Math.max(0, open - 3), urgent: Math.max(0, urgent) };
}

const openOf = (tasks: Tasks, deal: string): number =>
  [...tasks.values()].filter(({ about, done, life }) => life === 'alive' && about === deal && done !== true).length;

function changed(task: Task, changes: Readonly<Record<string, Pair>>): Task {
  const to = (field: keyof Task): JsonValue => (changes[field] ? changes[field][1] : task[field]);
  return { about: to('about'), done: to('done'), priority: to('priority'), life: to('life') };
}

/** "crm/deal:A crm/deal:B" for each deal that an act merges into another, or takes out of it again. */
function mergedIn(rows: readonly JournalEntry[]): ReadonlySet<string> {
  const steps = rows.flatMap(({ entity, record, changed: { life } }) => {
    if (entity !== 'crm/deal' || record === null || !life) return [];
    return life.flatMap((value, place) => {
      const other = typeof value === 'string' && value.startsWith('merged:') ? value.slice(7) : undefined;
      if (other === undefined) return [];
      return [place === 1 ? `crm/deal:${record} crm/deal:${other}` : `crm/deal:${other} crm/deal:${record}`];
    });
  });
  return new Set(steps);
}

/**
 * Checks that no person's act brings a deal further beyond a rule, wherever the act touches it, and that none wins a
 * deal whose tasks are open.
 */
export function checkRules(journal: readonly JournalEntry[], sent: SentActs): void {
  let tasks = new Map<string, Task>();
  const take = (rows: readonly JournalEntry[]): void => {
    const merged = mergedIn(rows);
    const [before, after] = [new Map(tasks), new Map(tasks)];
    const deals = new Set<string>();
    for (const row of rows) {
      if (row.kind === 'erased' && row.record !== null) after.delete(row.record);
      if (row.entity !== 'crm/task' || row.record === null || row.kind === 'erased') continue;
      const was = tasks.get(row.record);
      const is = changed(was ?? unknownTask, row.changed);
      after.set(row.record, is);
      // Records that a merge moves count as present before: the server moves them, not the author.
      const moved = row.changed['about'];
      const isMoved = moved !== undefined && merged.has(stepOf(moved));
      if (was) before.set(row.record, row.expanded ? is : isMoved ? { ...was, about: is.about } : was);
      for (const about of [was?.about, is.about]) if (typeof about === 'string') deals.add(about);
    }
    tasks = after;
    const [first] = rows;
    const isJudged = first && first.act !== null && first.by !== server && !sent.get(first.act)?.some(({ again }) => again === true); // prettier-ignore
    if (!isJudged) return;
    for (const deal of deals) {
      const [was, is] = [beyond(before, deal), beyond(after, deal)];
      must(is.open <= was.open, 'T-12', () => `${first.act ?? ''} at ${first.n} leaves ${deal} ${is.open} open tasks beyond its rule, which were ${was.open}`); // prettier-ignore
      must(is.urgent <= was.urgent, 'T-12', () => `${first.act ?? ''} at ${first.n} leaves ${deal} ${is.urgent} urgent tasks beyond its rule, which were ${was.urgent}`); // prettier-ignore
    }
    for (const { entity, record, kind, changed: fields, undoes } of rows) {
      if (entity !== 'crm/deal' || kind !== 'changed' || undoes !== null || fields['stage']?.[1] !== 'won') continue;
      if (fields['life']) continue;
      must(
        openOf(after, `crm/deal:${record ?? ''}`) === 0,
        'T-14',
        () => `${first.act ?? ''} wins ${record ?? ''} with open tasks`,
      );
    }
  };
  let rows: JournalEntry[] = [];
  for (const row of journal) {
    if (rows[0] && (row.act === null || rows[0].act !== row.act)) {
      take(rows);
      rows = [];
    }
    rows.push(row);
  }
  take(rows);
}

/**
 * Checks that each act that was refused for a rule could have broken it, and that its refusal discloses no more than
 * the rule's sentence.
 */
export function checkRuleRefusals(trays: readonly TrayDocument[]): void {
  for (const { act, why } of trays)
    for (const { message, details } of Object.values(why)) {
      const told = [...ruleSentences].find((sentence) => message.includes(sentence));
      if (told === undefined || 'because' in details) continue;
      must(message === told, 'T-13', () => `the refusal of ${act.id} tells more: ${message}`, 'leaks');
      must(
        Object.keys(details).every((name) => name === 'rule' || name === 'field'),
        'T-13',
        () => `the refusal of ${act.id} tells ${JSON.stringify(details)}`,
        'leaks',
      );
      must(act.again !== true || act.cameFrom === undefined, 'S-1c', () => `${act.id} was agreed, came again and was refused: ${message}`, 'lost'); // prettier-ignore
      must(act.undoes !== undefined || couldBreak(act, told), 'T-12', () => `${act.id} breaks no rule and was refused: ${message}`, 'lost'); // prettier-ignore
    }
}

/** Whether something in an act can bring a deal further beyond a rule. */
function couldBreak(act: Act, sentence: string): boolean {
  const merges = new Set(
    act.edits.flatMap((edit) => {
      const to = isCreate(edit) ? undefined : edit.fields['life']?.[1];
      return typeof to === 'string' && to.startsWith('merged:') ? [`crm/deal:${edit.id} crm/deal:${to.slice(7)}`] : [];
    }),
  );
  return act.edits.some((edit) => {
    if (isCreate(edit)) return edit.entity === 'crm/task' && (sentence === tooMany ? edit.create.fields['done'] !== true : edit.create.fields['priority'] === 'high'); // prettier-ignore
    const { stage, about, done, priority, life } = edit.fields;
    if (sentence === unfinished) return stage?.[1] === 'won';
    if (edit.entity !== 'crm/task') return false;
    if (about && !merges.has(stepOf(about))) return true;
    if (sentence === tooMany) return (done !== undefined && done[1] !== true) || life?.[1] === 'alive';
    return (priority !== undefined && priority[1] !== 'normal') || life !== undefined;
  });
}
