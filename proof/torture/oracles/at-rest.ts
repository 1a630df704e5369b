import type { Act } from '@outpost/domain/kernel/acts/act';
import { sameJson } from '@outpost/domain/kernel/json';
import { checkUpToDate, documentsOf, must, type Truth } from './history-oracles.ts';
import type { ProofStage } from '../../stage/proof-stage.ts';
import { newestFields } from '../../builds/builds.ts';
import { checkDefined } from './definition-oracles.ts';
import type { Departures } from './departures.ts';
import { checkForgotten } from './erasing-oracles.ts';
import { checkJournal, type JournalEntry, readJournal, returnedForm } from './journal-oracles.ts';
import { checkRuleRefusals, checkRules } from './rule-oracles.ts';
import { checkOwn } from './own-oracles.ts';
import { checkPacks } from './pack-oracles.ts';
import { checkStagesDefined, checkStagesKnown } from './stages-known.ts';
import { checkMoved } from './moved-oracles.ts';
import type { LostTails } from './lost-tail.ts';
import type { Machine } from '../machines/machine.ts';
import { isOfRetired } from '../../builds/own-names.ts';
import { Sights } from './sights.ts';

/** The results of a history. */
export type HistoryOutcome = {
  readonly acts: number;
  readonly partitions: number;
  readonly crashes: number;
  /**
   * Pages that the server had moved past when they were checked: those compared with the journal, and those that could not be,
   * because the server had lost their number.
   */
  readonly latePages: number;
  readonly unheldPages: number;
  readonly refused: number;
  readonly superseded: number;
  readonly journalRows: number;
};

/** An act that reached a disk. It may be absent if a person corrected it, or if a disk was set back to before it. */
export type ActOnDisk = { readonly group: string | undefined; isLost: boolean; isMended: boolean };

export type AtRest = {
  readonly stage: ProofStage;
  readonly machines: readonly Machine[];
  readonly acts: ReadonlyMap<string, ActOnDisk>;
  readonly sent: ReadonlyMap<string, readonly Act[]>;
  readonly truth: Truth;
  readonly departures: Departures;
  readonly lostTails: LostTails;
  /** The server has lost its tail: then an earlier request may bring back refused acts. */
  readonly hasForked: boolean;
  /** The records that were ever erased by law, and the earlier content of their journal rows by the hash of the row. */
  readonly erasing: { readonly erased: ReadonlySet<string>; readonly payloads: ReadonlyMap<string, string> };
  /** People defined kinds of record and fields, so a definition may be gone when an act that uses it arrives. */
  readonly isGrown: boolean;
  /** So it may be in histories in which people remove a pack. */
  readonly mayLackKinds: boolean;
  /** The build of the product that the server runs (`builds.ts`). */
  readonly serverBuild: number;
  /** Rules over several records hold. */
  readonly isRuled: boolean;
};

/** The codes with which the server may refuse these people's requests. Any other code is a finding. */
const expectedRefusals: ReadonlySet<string> = new Set([
  'access/denied',
  'act/refused-whole',
  'records/circle',
  'records/deleted',
  'records/invalid',
  'records/not-found',
  'records/parent-gone',
  'records/taken',
  'sync/ground-refused',
  'undo/group-undone',
  'undo/unknown',
]);

/** Checks the state after all faults are over: all agree, no act is lost or done twice, and the journal explains the result. */
export async function checkAtRest(rest: AtRest): Promise<{ refused: number; superseded: number; journalRows: number }> {
  const { stage, machines, acts, truth } = rest;
  const decided = await readDecisions(stage);
  const journal = await readJournal(stage, rest.erasing.payloads);
  checkJournal(journal, { truth, sent: rest.sent, order: rest.lostTails.orderWith(journal) });
  if (!rest.isGrown) await checkCameBack(rest, journal); // updates change names
  checkDefined(journal, truth);
  checkStagesDefined(journal, (act) => returnedForm(rest.sent, act) !== undefined);
  checkOwn(journal);
  if (rest.mayLackKinds && !rest.isGrown) checkPacks(journal);
  checkMoved(truth, rest.serverBuild);
  if (rest.isRuled) checkRules(journal, rest.sent);
  if (!rest.hasForked) rest.departures.check(journal); // otherwise the journal may lack the moment at which a person saw it
  const trays = machines.flatMap((machine) => [...machine.tenant.device.memory.tray.values()]);
  if (rest.isRuled) checkRuleRefusals(trays);
  const inTrays = new Set(trays.map((entry) => entry.act.id));
  for (const [id, { isLost, isMended }] of acts) {
    const isExcused = isLost || isMended || isOfErased(rest, id);
    must(decided.has(id) || inTrays.has(id) || isExcused, 'S-5', () => `${id} is lost`, 'lost');
    if (decided.get(id) !== undefined && !isExcused)
      must(inTrays.has(id), 'S-5', () => `${id} was refused and is in no tray`, 'lost');
  }
  for (const entry of trays) {
    for (const { code, message } of Object.values(entry.why))
      must(
        expectedRefusals.has(code) ||
          (rest.erasing.erased.size > 0 && code === 'records/exists') || // ids of erased records stay used
          (rest.mayLackKinds && isOfRetired(code, message)),
        'E-1',
        () => `${entry.act.id} was refused: ${code} ${message}`,
      );
    for (const edit of rest.hasForked ? [] : entry.act.edits)
      must(
        !journal.some((row) => row.act === entry.act.id && row.record === edit.id),
        'S-2',
        () => `${entry.act.id} is in a tray, and was done to ${edit.id}`,
        'doubled',
      );
  }
  const people = new Set(machines.map(({ person }) => stage.people[person].id));
  const sights = { seen: Sights.of(people, journal), held: Sights.of(people, journal, 'holds') };
  const shownTo = new Map<string, ReturnType<typeof documentsOf>>();
  for (const machine of machines) {
    must(machine.tenant.device.memory.acts.size === 0, 'S-5', () => `${machine.name} still has acts`, 'lost');
    checkUpToDate(truth, machine.staged);
    checkStagesKnown(machine, truth, truth.visibleTo(stage.people[machine.person].id).size > 0);
    checkReplaced(machine, journal, stage);
    checkKnown(machine, journal, { sights, me: stage.people[machine.person].id, isGrown: rest.isGrown });
    checkForgotten(machine, journal);
    const shown = documentsOf(machine.staged);
    const twin = shownTo.get(machine.person) ?? shown;
    shownTo.set(machine.person, shown);
    must(
      twin.length === shown.length &&
        shown.every((record, place) =>
          sameJson(newestFields(record.entity, record.fields), newestFields(record.entity, twin[place]?.fields ?? {})),
        ),
      'S-6',
      () => `two devices of ${machine.person} show different records`,
    );
  }
  return {
    refused: inTrays.size,
    superseded: journal.reduce((sum, row) => sum + Object.keys(row.superseded).length, 0),
    journalRows: journal.length,
  };
}

/**
 * S-1c: checks that the state agreed before the server lost its tail is restored, where all of it has come back. Returns the
 * number of checked fields.
 */
export async function checkCameBack(
  { stage, sent, lostTails }: Pick<AtRest, 'stage' | 'sent' | 'lostTails'>,
  journal: readonly JournalEntry[],
): Promise<number> {
  return lostTails.checkCameBack(journal, { sent, lostAt: await readLostAt(stage) });
}

/** Returns when the newest head of the known loss was signed; null where the server knows of no loss. */
export async function readLostAt({ server, orgId }: ProofStage): Promise<string | null> {
  const [clock] = await server.rows(orgId, 'select lost_at from store.clock');
  const lostAt = clock?.['lost_at'];
  return typeof lostAt === 'string' ? lostAt : null;
}

/**
 * P-5: an act only on records erased by law leaves the devices with them. If a tail is lost afterwards, the server no longer
 * knows the act.
 */
const isOfErased = ({ sent, erasing }: AtRest, act: string): boolean =>
  sent.get(act)?.some(({ edits }) => edits.length > 0 && edits.every(({ id }) => erasing.erased.has(id))) ?? false;

/** Returns the acts that the server remembers, with the codes of refusals, in part or whole. */
async function readDecisions({
  server,
  orgId,
}: ProofStage): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  const rows = await server.rows(orgId, `select id::text as id, status, answer->'refused' as refused from store.act`);
  return new Map(
    rows.map((row) => {
      const codes = Object.values(row['refused'] as Readonly<Record<string, { code: string }>>).map(({ code }) => code); // the server wrote it
      return [String(row['id']), codes.length > 0 || row['status'] === 'refused' ? codes : undefined];
    }),
  );
}

/** S-4: checks that both people of a replaced value see its mark on each device that holds the row. */
function checkReplaced(machine: Machine, journal: Awaited<ReturnType<typeof readJournal>>, stage: ProofStage): void {
  const { lookups, memory } = machine.tenant.device;
  const me = stage.people[machine.person].id;
  for (const row of journal) {
    if (row.act === null || row.record === null || Object.keys(row.superseded).length === 0) continue;
    const held = lookups.historyOfAct(row.act).find((one) => one.n === row.n && Object.keys(one.superseded).length > 0);
    if (!held) continue;
    for (const [field, lost] of Object.entries(row.superseded)) {
      if (row.by !== me && lost.by !== me) continue;
      const mark = memory.replaced.get(row.record)?.get(`${row.n}:${row.record}:${field}`);
      must(
        mark !== undefined && sameJson(mark.lost.value, lost.value),
        'S-4',
        () => `${machine.name} is not shown that ${field} of ${row.record ?? ''} gave way at ${row.n}`,
        'lost',
      );
    }
  }
}

type Knowing = {
  readonly sights: { readonly seen: Sights; readonly held: Sights };
  readonly me: string;
  readonly isGrown: boolean;
};

/**
 * S-9, A-4: a device has the full history of its deals and tasks since its person began to see them without a gap, with any
 * tokens. Two devices of one person therefore agree. It has no history from a time without access, and the row that begins access
 * has no earlier values.
 */
function checkKnown(machine: Machine, journal: readonly JournalEntry[], { sights, me, isGrown }: Knowing): void {
  const { lookups } = machine.tenant.device;
  const records = new Set(journal.flatMap(({ record }) => record ?? []));
  const window = { before: Number.MAX_SAFE_INTEGER, limit: Number.MAX_SAFE_INTEGER };
  const known = new Map(lookups.historyOf([...records], window).map((row) => [row.n, row]));
  for (const { n, kind, entity, record, changed, superseded } of journal) {
    if (record === null || (kind !== 'created' && kind !== 'changed')) continue;
    if (entity !== 'crm/deal' && entity !== 'crm/task') continue;
    const seen = sights.seen.of(me, record);
    const row = known.get(n);
    const now = sights.held.of(me, record).at(-1);
    const isFetchedAnew = n <= sights.held.chosenAt(me); // T-30: a device that holds other areas asks the server for older history
    const isDue = now !== undefined && now.until === Number.POSITIVE_INFINITY && n > now.end && !isFetchedAnew;
    const isWhole =
      row?.id === record && (isGrown || sameJson([row.changed, row.superseded], [changed, { ...superseded }]));
    must(
      !isDue || isWhole || machine.hasJumped, // a device whose clock shows next year holds no history of today
      'S-9',
      () => `${machine.name} sees ${record} since ${now?.first} and knows of its row ${n} ${JSON.stringify(row)}`,
      'lost',
    );
    if (!row) continue;
    const sight = seen.find(({ first, until }) => first <= n && n < until);
    const saysBefore =
      Object.values(row.changed).some(([from]) => from !== null) || Object.keys(row.superseded).length > 0;
    must(
      sight !== undefined && (n > sight.end || !saysBefore),
      'A-4',
      () => `${machine.name} knows of row ${n} of ${record}, from out of sight: ${JSON.stringify(row)}`,
      'leaks',
    );
  }
}
