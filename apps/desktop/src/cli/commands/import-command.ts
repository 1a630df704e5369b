import { basename, resolve } from 'node:path';
import { countOf } from '@outpost/domain/kernel/import/count-words';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { CallInput } from '../../bridge/contract.ts';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import {
  type Command,
  type CommandContext,
  type CommandOption,
  type Invocation,
  misused,
  type Outcome,
  textOption,
  unanswered,
} from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { tableText } from '../show/table.ts';

type Files = CallInput<'imports.open'>['files'];
type Given =
  | { readonly ok: true; readonly files: Files; readonly recipe?: string }
  | { readonly ok: false; readonly problem: string };

/** Refused rows that a person is shown; the rest is counted, and written by --refused. */
const shownRefusals = 20;

/** The command, with an option for each file that the installed packs' recipes know. */
export function importCommand(catalogue: Catalogue): Command {
  const known = new Map(
    (catalogue.importRecipes ?? []).flatMap(({ files }) => files.map(({ name, label }) => [name, label] as const)),
  );
  const fileOptions = Object.fromEntries(
    [...known].map(([name, label]): [string, CommandOption] => [
      name,
      { value: 'F', help: `a CSV file of ${label.toLowerCase()}` },
    ]),
  );
  return {
    name: 'import',
    summary: 'Imports CSV files as one undertaking that can be undone',
    words: ['[files]'],
    options: {
      ...fileOptions,
      as: { value: 'ENTITY', help: 'the files hold records of this kind, whatever they are called' },
      'dry-run': { value: null, help: 'only says what would happen' },
      'no-mends': { value: null, help: 'leaves near misses as they are, which refuses their rows' },
      refused: { value: 'F', help: 'writes the refused rows there, to mend and import again' },
    },
    details:
      'Mends that are offered (GTXPro → GTX Pro) are taken. Importing the same files again makes nothing twice. Works without a network; it is sent with the next sync.',
    session: 'needed',
    run: async (invocation, context) => {
      const given = givenFiles(invocation, context, [...known.keys()]);
      if (!given.ok) return misused(given.problem);
      const opened = await context.bridge.call('imports.open', {
        files: given.files,
        ...(given.recipe === undefined ? {} : { recipe: given.recipe }),
      });
      if (!opened.ok) return unanswered(opened);
      let plan = opened.value;
      if (plan.mends.length > 0 && invocation.values['no-mends'] !== true) {
        const mended = await context.bridge.call('imports.change', {
          importId: plan.importId,
          mends: Object.fromEntries(plan.mends.map(({ id }) => [id, true])),
        });
        if (!mended.ok) return unanswered(mended);
        plan = mended.value;
      }
      return invocation.values['dry-run'] === true ? dryRun(plan, invocation, context) : run(plan, invocation, context);
    },
  };
}

function givenFiles(invocation: Invocation, { catalogue, readFile }: CommandContext, kinds: readonly string[]): Given {
  const as = textOption(invocation, 'as');
  const named = as === undefined ? undefined : entityCalled(catalogue, as);
  if (named && !named.ok) return named;
  const paths = [
    ...kinds.flatMap((kind) => {
      const path = textOption(invocation, kind);
      return path === undefined ? [] : [{ path, takenFor: kind }];
    }),
    ...invocation.positionals.map((path) => ({ path, takenFor: undefined })),
  ];
  if (paths.length === 0) return { ok: false, problem: 'Name at least one file.' };
  if (named && paths.some(({ takenFor }) => takenFor !== undefined))
    return { ok: false, problem: '--as goes with files that are named by themselves.' };
  const files: Files[number][] = [];
  for (const { path, takenFor } of paths) {
    const bytes = readFile(path);
    if (bytes === undefined) return { ok: false, problem: `There is no file ${resolve(path)}.` };
    files.push({
      name: basename(path),
      base64: Buffer.from(bytes).toString('base64'),
      ...(takenFor === undefined ? {} : { takenFor }),
    });
  }
  return { ok: true, files, ...(named?.ok ? { recipe: `entity:${named.entity.name}` } : {}) };
}

async function dryRun(plan: ImportPlan, invocation: Invocation, context: CommandContext): Promise<Outcome> {
  const kept = await keepRefused(plan.importId, invocation, context);
  await context.bridge.call('imports.cancel', { importId: plan.importId });
  return kept ?? { exit: exitCode.done, json: { plan }, text: planText(plan, context.catalogue) };
}

async function run(plan: ImportPlan, invocation: Invocation, context: CommandContext): Promise<Outcome> {
  const { bridge, note } = context;
  const { importId } = plan;
  const toDo = sumOf(plan.counts.creates) + sumOf(plan.counts.changes);
  const end = await new Promise<ImportProgress | Outcome>((settle) => {
    let told = 0;
    const stop = bridge.subscribe('imports', (progress) => {
      if (progress.importId !== importId) return;
      if (progress.state === 'running') {
        const share = progress.total === 0 ? 0 : Math.floor((progress.done / progress.total) * 100);
        if (share >= told + 20) note(`${(told = share)} % …`);
        return;
      }
      if (progress.state === 'planned') return;
      stop();
      settle(progress);
    });
    void bridge.call('imports.run', { importId }).then((started) => {
      if (!started.ok) settle(unanswered(started));
    });
  });
  if ('exit' in end) return end;
  const kept = await keepRefused(importId, invocation, context);
  if (kept) return kept;
  const hasRefused = plan.counts.refused > 0;
  const text = [
    ...fileLines(plan),
    ...mendLines(plan),
    ...refusalLines(plan),
    end.message ?? '',
    hasRefused && end.done > 0 ? `${countOf(plan.counts.refused, 'row')} refused.` : '',
    ...(end.done > 0 ? [`Undo: outpost undo --group ${end.group ?? ''}`] : []),
  ]
    .filter((line) => line !== '')
    .join('\n');
  const json = { plan, progress: end };
  if (end.state !== 'done')
    return { exit: exitCode.fault, json, problem: end.message ?? 'The import did not come to its end.' };
  if (toDo === 0 && plan.counts.unchanged === 0 && plan.counts.refused > 0)
    return { exit: exitCode.refused, json, problem: text };
  return { exit: exitCode.done, json, text };
}

/** Writes the refused rows where the person wants them; an outcome where that did not come through. */
async function keepRefused(
  importId: string,
  invocation: Invocation,
  { bridge, writeFile, note }: CommandContext,
): Promise<Outcome | undefined> {
  const path = textOption(invocation, 'refused');
  if (path === undefined) return undefined;
  const rows = await bridge.call('imports.refusedRows', { importId });
  if (!rows.ok) return unanswered(rows);
  writeFile(path, rows.value.csv);
  note(`The refused rows are in ${path}.`);
  return undefined;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

function planText(plan: ImportPlan, catalogue: Catalogue): string {
  const { rowsRead, creates, changes, unchanged, refused } = plan.counts;
  const kinds = [...new Set([...Object.keys(creates), ...Object.keys(changes)])];
  const shown = (count: number | undefined) => (count ?? 0).toLocaleString('en');
  const table = tableText([
    { head: 'Kind', cells: kinds.map((kind) => catalogue.entities.get(kind)?.label.many ?? kind) },
    { head: 'New', cells: kinds.map((kind) => shown(creates[kind])), isNumber: true },
    { head: 'Changed', cells: kinds.map((kind) => shown(changes[kind])), isNumber: true },
  ]);
  return [
    ...fileLines(plan),
    ...mendLines(plan),
    ...plan.readings.map(({ file, column, said }) => `${file}, ${column}: ${said}`),
    ...plan.warnings,
    ...refusalLines(plan),
    `${countOf(rowsRead, 'row')} read, ${shown(unchanged)} records unchanged, ${countOf(refused, 'row')} refused.`,
    kinds.length === 0 ? 'Nothing would be made or changed.' : `\n${table}`,
  ].join('\n');
}

/** What each file is taken for. */
const fileLines = ({ files }: ImportPlan): readonly string[] =>
  files.map(
    ({ name, label, rows }) =>
      `${name}: ${countOf(rows, 'row')}, ${label === null ? 'not imported' : `taken for ${label.toLowerCase()}`}`,
  );

/** What is written otherwise than the files have it, and what could be. */
const mendLines = ({ mends }: ImportPlan): readonly string[] =>
  mends.map(
    ({ column, from, to, rows, taken }) =>
      `${taken ? 'Mended' : 'Could be mended'}: ${from} → ${to} in ${countOf(rows, 'row')} of ${column}`,
  );

function refusalLines({ refused, counts }: ImportPlan): readonly string[] {
  const lines = refused
    .slice(0, shownRefusals)
    .map(
      ({ file, row, column, message, right }) =>
        `Refused: ${file}, row ${row}${column === null ? '' : `, ${column}`}: ${message}. ${right}`,
    );
  const more = counts.refused - Math.min(refused.length, shownRefusals);
  return more > 0 ? [...lines, `… and ${more.toLocaleString('en')} more; --refused F writes all of them.`] : lines;
}
