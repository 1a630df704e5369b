import type { Act } from '@outpost/domain/kernel/act';
import { sameJson } from '@outpost/domain/kernel/json';
import { checkUpToDate, documentsOf, must, type Truth } from '../history-oracles.ts';
import type { ProofStage } from '../proof-stage.ts';
import { newestFields } from './builds.ts';
import { checkDefined } from './definition-oracles.ts';
import type { Departures } from './departures.ts';
import { checkJournal, readJournal } from './journal-oracles.ts';
import type { Machine } from './machine.ts';
import { isOfRetired } from './own-names.ts';

/** What a history came to. */
export type Outcome = {
  readonly acts: number;
  readonly partitions: number;
  readonly crashes: number;
  readonly refused: number;
  readonly superseded: number;
  readonly journalRows: number;
};

/** An act that came onto a disk, and what excuses its absence: a person mended it, or a disk was set back to before it. */
export type MadeAct = { readonly group: string | undefined; isLost: boolean; isMended: boolean };

export type AtRest = {
  readonly stage: ProofStage;
  readonly machines: readonly Machine[];
  readonly acts: ReadonlyMap<string, MadeAct>;
  readonly sent: ReadonlyMap<string, readonly Act[]>;
  readonly truth: Truth;
  readonly departures: Departures;
  /** The server has lost its tail: then a request from before may bring back what was refused. */
  readonly hasForked: boolean;
  /** People defined kinds of record and fields: one can be gone when what uses it arrives. */
  readonly isGrown: boolean;
};

/** Codes with which the server may refuse what people here ask for. Any other one is a finding. */
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

/** After everything has healed: all agree, nothing is lost, nothing is done twice, and the journal tells how it came about. */
export async function checkAtRest(rest: AtRest): Promise<{ refused: number; superseded: number; journalRows: number }> {
  const { stage, machines, acts, truth } = rest;
  const decided = await readDecisions(stage);
  const journal = await readJournal(stage);
  checkJournal(journal, { truth, sent: rest.sent });
  checkDefined(journal, truth);
  if (!rest.hasForked) rest.departures.check(journal); // else the journal may lack the moment at which somebody saw it
  const trays = machines.flatMap((machine) => [...machine.tenant.device.memory.tray.values()]);
  const inTrays = new Set(trays.map((entry) => entry.act.id));
  for (const [id, { isLost, isMended }] of acts) {
    const isExcused = isLost || isMended;
    must(decided.has(id) || inTrays.has(id) || isExcused, 'S-5', () => `${id} is lost`, 'lost');
    if (decided.get(id) !== undefined && !isExcused)
      must(inTrays.has(id), 'S-5', () => `${id} was refused and is in no tray`, 'lost');
  }
  for (const entry of trays) {
    for (const { code, message } of Object.values(entry.why))
      must(
        expectedRefusals.has(code) || (rest.isGrown && isOfRetired(code, message)),
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
  const shownTo = new Map<string, ReturnType<typeof documentsOf>>();
  for (const machine of machines) {
    must(machine.tenant.device.memory.acts.size === 0, 'S-5', () => `${machine.name} still has acts`, 'lost');
    checkUpToDate(truth, machine.staged);
    checkReplaced(machine, journal, stage);
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

/** Acts that the server remembers; the codes of those that were refused, in part or whole. */
async function readDecisions({
  server,
  orgId,
}: ProofStage): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  const rows = await server.rows(orgId, `select id::text as id, status, answer->'refused' as refused from store.act`);
  return new Map(
    rows.map((row) => {
      const codes = Object.values(row['refused'] as Readonly<Record<string, { code: string }>>).map(({ code }) => code); // the server's own writing
      return [String(row['id']), codes.length > 0 || row['status'] === 'refused' ? codes : undefined];
    }),
  );
}

/** S-4: who gave way, or to whom, is shown it: wherever the row that says so is held. */
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
