import { usd } from '@outpost/domain/testing/usd';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { sameJson } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import type { ReplacedDocument } from '@outpost/desktop/replica/records/documents';
import { documentsOf, must } from '../../oracles/history-oracles.ts';
import { ownEntity } from '../../oracles/who-sees.ts';
import { addFile, claimFile, endFile } from './files-at-work.ts';
import { packWorks } from './packs-at-work.ts';
import { stageWorks } from './stages-at-work.ts';
import { ownWorks } from './own-kinds-at-work.ts';
import { hasNotes, newDeal, newTask } from './new-records.ts';
import { perform, type Said, type WorkableRecords, tell, type Working } from './perform.ts';
import { ruledWork } from './ruled-work.ts';
import type { WorkKind } from '../step.ts';

/** Performs one work with the records that the machine shows; does nothing where there is none to work on. */
export async function work(at: Working, kind: WorkKind): Promise<void> {
  await works[kind](at, shownAt(at));
}

/** Returns the records that a machine shows, and those to work on. */
export function shownAt(at: Working): WorkableRecords {
  const shown = documentsOf(at.machine.staged);
  const of = (entity: string) => shown.filter((record) => record.entity === entity && record.life === 'alive');
  const [deals, tasks] = [of('crm/deal'), of('crm/task')];
  const [deal, task] = [meetingPlace(at, deals), meetingPlace(at, tasks)];
  return { shown, deals, tasks, deal, task };
}

/** Most work concerns few records, so that people conflict on them. */
const meetingPlace = ({ random }: Working, records: readonly StoredRecord[]): StoredRecord | undefined =>
  records.length === 0 ? undefined : random.chance(0.6) ? records[0] : random.pick(records);

const peopleOf = ({ stage }: Working) => Object.values(stage.people).map((person) => person.id);

const works: Readonly<Record<WorkKind, (at: Working, shown: WorkableRecords) => Promise<void> | undefined>> = {
  edit: (at, { deal }) => deal && perform(at, 'edit', [at.stage.set(deal.id, dealEdit(at, deal))]),
  create: (at) => perform(at, 'create', [newDeal(at, at.random.uuid())]),
  createTask: (at, { deal }) => deal && perform(at, 'create task', [newTask(at, at.random.uuid(), deal.id)]),
  editTask: (at, { task }) =>
    task && perform(at, 'edit task', [at.stage.set(task.id, taskEdit(at, task, peopleOf(at)), 'crm/task')]),
  move: (at, { deal }) => {
    const { stage, random } = at;
    const to = random.pick<Record<string, JsonValue>>([
      { ownerId: random.pick(peopleOf(at)) },
      { teamId: random.pick([stage.teams.one, stage.teams.two, null]) },
    ]);
    return deal && perform(at, 'move', [stage.set(deal.id, to)]);
  },
  moveFamily: (at, { deals, tasks }) => {
    const parents = new Set(tasks.map((task) => text(task.fields['about']).replace('crm/deal:', '')));
    const families = deals.filter((record) => parents.has(record.id));
    if (families.length === 0) return undefined;
    const { one, two } = at.stage.teams;
    const [deal, ownerId] = [at.random.pick(families), at.random.pick(peopleOf(at))];
    return perform(at, 'move with its tasks', [at.stage.set(deal.id, { ownerId, teamId: at.random.pick([one, two]) })]);
  },
  share: (at, { deal }) => {
    if (!deal) return undefined;
    const more = [...new Set([...deal.sharedWith, at.random.pick(peopleOf(at))])].sort();
    const sharedWith = at.random.chance(0.5) ? more : deal.sharedWith.slice(1);
    return perform(at, 'share', [at.stage.set(deal.id, { sharedWith })]);
  },
  passOn: (at, { deal }) => deal && passOn(at, deal, at.random.pick(peopleOf(at))),
  remove: (at, { deal, task }) => setLife(at, at.random.chance(0.6) ? deal : task, 'deleted'),
  revive: (at, { shown }) => {
    const gone = shown.filter((record) => record.life !== 'alive');
    return gone.length > 0 ? setLife(at, at.random.pick(gone), 'alive') : undefined;
  },
  reparent: (at, { deal, task }) =>
    deal && task && perform(at, 'reparent', [at.stage.set(task.id, { about: `crm/deal:${deal.id}` }, 'crm/task')]),
  convert: (at, { deal, task }) =>
    deal &&
    perform(at, 'convert', [
      at.stage.set(deal.id, { stage: 'won', closedOn: '2026-11-20', value: usd(9) }),
      newTask(at, at.random.uuid(), deal.id),
      ...(task ? [at.stage.set(task.id, { done: true }, 'crm/task')] : []),
    ]),
  bulk: (at, { deals }) => bulk(at, deals),
  import: (at) => importDeals(at),
  merge: (at, { deal, deals }) => {
    const other = deal && deals.find((record) => record.id !== deal.id);
    return other && perform(at, 'merge', [at.stage.set(other.id, { life: `merged:${deal.id}` })]);
  },
  undo: (at) => undo(at),
  undoGroup: (at) => undoGroup(at),
  stepBack: (at) => stepBack(at),
  restoreReplaced: (at) => restoreReplaced(at),
  ruledWork,
  addFile,
  claimFile,
  endFile,
  markRead,
  ...stageWorks,
  ...packWorks,
  ...ownWorks,
};

/**
 * A-3c: a person marks records as read. Two of their devices may do so without contact. Rarely they try to hand the
 * mark to another person.
 */
async function markRead(at: Working, { shown }: WorkableRecords): Promise<void> {
  const { stage, machine, random } = at;
  const me = stage.people[machine.person].id;
  const read = [`n${random.below(20)}`];
  const mine = shown.find(({ entity, life }) => entity === ownEntity && life === 'alive');
  const id = mine?.id ?? random.uuid();
  if (!mine) await perform(at, 'note', [{ id, entity: ownEntity, create: { ownerId: me, fields: { read: ['n0'] } } }]);
  const before = mine?.fields['read'];
  const known = Array.isArray(before) ? (before as readonly JsonValue[]) : []; // tags
  const to = random.pick<Record<string, JsonValue>>([
    { read: [...new Set([...known, ...read])] },
    { read: [...new Set([...known, ...read])] },
    { quietFrom: random.pick(['18:00', '20:00', null]) },
    { ownerId: random.pick(peopleOf(at)) },
    { sharedWith: [random.pick(peopleOf(at))] },
  ]);
  await perform(at, 'note more', [at.stage.set(id, to, ownEntity)]);
}

const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : '');
const tagsOf = (record: StoredRecord) =>
  Array.isArray(record.fields['tags']) ? record.fields['tags'].filter((tag) => typeof tag === 'string') : [];

function dealEdit({ random, machine }: Working, deal: StoredRecord): Record<string, JsonValue> {
  const { pick, below } = random;
  const word = () => pick(['a', 'b', 'c', 'd', 'e']);
  return pick<Record<string, JsonValue>>([
    { stage: pick(['prospecting', 'engaging', 'proposal']) },
    { stage: pick(['prospecting', 'engaging']), value: usd(1 + below(500)) },
    { value: usd(1 + below(500)) },
    { value: usd(1 + below(500)), name: `Deal ${below(500)}` },
    { value: usd(1 + below(500)), name: `Deal ${below(500)}` },
    { tags: [...new Set([...tagsOf(deal), word()])].sort() },
    { tags: tagsOf(deal).slice(1) },
    !hasNotes(machine)
      ? { name: `Deal ${below(500)}` }
      : { about: `${text(deal.fields['about'])}\n${word()}${below(1_000)}`.trim() },
    { stage: 'won', closedOn: '2026-11-20' },
    { stage: 'won', closedOn: '2026-11-20', value: usd(7) },
    { externalKey: pick(['c1', 'c2', null]) },
  ]);
}

/** Edits one field of the shared deals, in an act each. Other people who do so edit the same ones. */
export async function editTogether(at: Working, field: 'value' | 'stage' | 'name'): Promise<void> {
  const deals = documentsOf(at.machine.staged).filter(({ entity, life }) => entity === 'crm/deal' && life === 'alive');
  const { pick, below } = at.random;
  for (const deal of deals.slice(0, 2)) {
    const to = {
      value: usd(1 + below(500)),
      stage: pick(['prospecting', 'engaging', 'proposal']),
      name: `Deal ${below(500)}`,
    }[field];
    await perform(at, 'edit what others edit', [at.stage.set(deal.id, { [field]: to })]);
  }
}

/** Deletes a deal with its tasks in one act, the deal first. Returns the ids; none where there is no such deal. */
export async function removeFamily(at: Working): Promise<readonly string[]> {
  const alive = documentsOf(at.machine.staged).filter(({ life }) => life === 'alive');
  const tasksOf = (deal: string) => alive.filter(({ fields }) => fields['about'] === `crm/deal:${deal}`);
  const families = alive.filter(({ entity, id }) => entity === 'crm/deal' && tasksOf(id).length > 0);
  if (families.length === 0) return [];
  const deal = at.random.pick(families);
  const family = [deal, ...tasksOf(deal.id)];
  await perform(
    at,
    'delete with its tasks',
    family.map(({ id, entity }) => at.stage.set(id, { life: 'deleted' }, entity)),
  );
  return family.map(({ id }) => id);
}

/** Creates a deal, changes it and gives it a task, in an act each of one group. Returns the ids. */
export async function makeInSteps(at: Working, group: string): Promise<readonly string[]> {
  const [deal, task] = [at.random.uuid(), at.random.uuid()];
  await perform(at, 'make', [newDeal(at, deal)], { group });
  await perform(at, 'change', [at.stage.set(deal, { value: usd(11 + at.random.below(100)) })], { group });
  await perform(at, 'add to', [newTask(at, task, deal)], { group });
  return [deal, task];
}

function taskEdit({ random }: Working, task: StoredRecord, people: readonly string[]): Record<string, JsonValue> {
  const { pick, below } = random;
  return pick<Record<string, JsonValue>>([
    { done: task.fields['done'] !== true },
    { body: `${text(task.fields['body'])}\n${below(1_000)}` },
    { ownerId: pick([null, ...people]) },
  ]);
}

/**
 * In one act a deal changes its team and also its owner or shares. So a person who saw it in one way may now see it in another.
 */
export function passOn(at: Working, deal: StoredRecord, to: string): Promise<void> {
  const { stage, random } = at;
  const { one, two } = stage.teams;
  const isShared = deal.sharedWith.includes(to);
  const others = deal.sharedWith.filter((person) => person !== to);
  const teamId = random.pick([one, two, null].filter((team) => team !== deal.teamId));
  const way = random.pick<Record<string, JsonValue>>([
    { sharedWith: isShared ? others : [...others, to].sort() },
    { sharedWith: isShared ? others : [...others, to].sort() },
    { ownerId: to, sharedWith: others },
    { ownerId: deal.ownerId === to ? random.pick(peopleOf(at)) : to },
  ]);
  return perform(at, 'pass on', [stage.set(deal.id, { teamId, ...way })]);
}

const setLife = (at: Working, record: StoredRecord | undefined, life: 'alive' | 'deleted') =>
  record && perform(at, life === 'alive' ? 'restore' : 'delete', [at.stage.set(record.id, { life }, record.entity)]);

async function bulk(at: Working, deals: readonly StoredRecord[]): Promise<void> {
  const group = at.random.chance(0.5) ? { group: at.random.uuid() } : {};
  for (const part of [deals.slice(0, 2), deals.slice(2, 4)])
    if (part.length > 0)
      await perform(
        at,
        'bulk',
        part.map((record) => at.stage.set(record.id, { stage: at.random.pick(['engaging', 'proposal']) })),
        { shape: 'each', ...group },
      );
}

async function importDeals(at: Working): Promise<void> {
  const group = at.random.uuid();
  for (let act = 0; act < 2; act += 1)
    await perform(at, 'import', [newDeal(at, at.random.uuid()), newDeal(at, at.random.uuid())], {
      shape: 'each',
      group,
    });
}

async function undo(at: Working): Promise<void> {
  const recent = [...at.acts.keys()].slice(-10);
  if (recent.length === 0) return;
  const act = at.random.pick(recent);
  const made = await at.machine.tenant.acts.undo(act);
  tell(at, `undo ${act}`, made);
  if (made.ok) at.took(made.value.act, undefined);
}

async function undoGroup(at: Working): Promise<void> {
  const groups = [...new Set([...at.acts.values()].flatMap((act) => act.group ?? []))];
  if (groups.length === 0) return;
  const group = at.random.pick(groups.slice(-2));
  tell(at, `undo group ${group}`, await at.machine.tenant.acts.undoGroup(group));
}

/** Ctrl Z, and sometimes Ctrl Y after it. */
async function stepBack(at: Working): Promise<void> {
  const { acts } = at.machine.tenant;
  tell(at, 'undo the last step', await acts.undoLast());
  if (at.random.chance(0.4)) tell(at, 'do it again', await acts.redoLast());
}

/** S-4: restores a replaced value, or keeps the present one; sometimes twice in a row. */
async function restoreReplaced(at: Working): Promise<void> {
  const { device, acts } = at.machine.tenant;
  const open = [...device.memory.replaced.values()]
    .flatMap((entries) => [...entries.values()])
    .filter((entry) => !entry.handled);
  if (open.length === 0) return;
  const entry = at.random.pick(open.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  if (at.random.chance(0.15)) return tell(at, `keep ${entry.id}`, await acts.keepReplaced(entry.n, entry.field));
  const pressed = at.random.chance(0.3) ? 2 : 1;
  const said = await Promise.all(Array.from({ length: pressed }, () => acts.restoreReplaced(entry.n, entry.field)));
  for (const one of said) {
    tell(at, `bring back ${entry.id} ${JSON.stringify(entry.lost.value)}`, one);
    if (one.ok) at.took(one.value.act, undefined);
  }
  checkPressed(at, entry, said);
  must(
    said.filter((one) => one.ok).length <= 1,
    'S-4',
    () => `${entry.id} was brought back twice by one press`,
    'doubled',
  );
  if (!at.isAlone || !said.some((one) => one.ok)) return;
  const record = documentsOf(at.machine.staged).find((shown) => shown.id === entry.record);
  must(
    record !== undefined && sameJson(valueIn(record, entry.field), entry.lost.value),
    'S-4',
    () => `${entry.id} was brought back, and is not shown`,
    'lost',
  );
}

/**
 * S-4: checks that a press succeeds or fails for a reason: this person cannot change the record, or the record already has that
 * value.
 */
function checkPressed(at: Working, entry: ReplacedDocument, said: readonly Said[]): void {
  const [first] = said;
  if (!at.isAlone || !first || first.ok || first.code !== 'request/invalid') return;
  const record = documentsOf(at.machine.staged).find((shown) => shown.id === entry.record);
  must(
    record === undefined || sameJson(valueIn(record, entry.field), entry.lost.value),
    'S-4',
    () =>
      `${entry.id} was not brought back, though it is not the shown value: ${first.code ?? ''} ${first.message ?? ''}`,
    'lost',
  );
}

/** S-5: handles refused acts: corrects, discards or restores them. */
export async function tendTray(at: Working, mended: (act: string) => void): Promise<void> {
  const { device, acts } = at.machine.tenant;
  const entries = [...device.memory.tray.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (entries.length === 0) return;
  const entry = at.random.pick(entries);
  if (at.random.chance(0.4))
    return tell(at, `discard ${entry.act.id}`, await acts.setDiscarded(entry.id, entry.discardedAt === null));
  const made = await acts.mend(entry.id, {});
  tell(at, `mend ${entry.act.id}`, made);
  if (!made.ok) return;
  at.took(made.value.act, undefined);
  mended(entry.act.id);
}
