import { basename, join, parse, resolve } from 'node:path';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { giveImportFiles, type PartialFile } from '../../bridge/give-import-files.ts';
import type { BridgeResult, CallOutput } from '../../bridge/contract.ts';
import type { ImportPlan, ImportProgress } from '../../bridge/import-plan.ts';
import {
  type Command,
  type CommandContext,
  type CommandOption,
  type Invocation,
  misused,
  type CliOutcome,
  textOption,
  unanswered,
} from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { earlierLines, importPlanText, questionLines, refusalLines, toldLines } from '../show/import-plan-text.ts';
import { importChoicesOf, importChoices } from './import-choices.ts';

type NamedFile = PartialFile & { readonly close: () => void };
type Given =
  | { readonly ok: true; readonly files: readonly NamedFile[]; readonly recipe?: string }
  | { readonly ok: false; readonly problem: string };

/** Returns the command, with an option for each file that the installed packs' recipes define. */
export function importCommand(catalogue: Catalogue): Command {
  const known = new Map(
    catalogue.importRecipes.flatMap(({ files }) => files.map(({ name, label }) => [name, label] as const)),
  );
  const fileOptions = Object.fromEntries(
    [...known].map(([name, label]): [string, CommandOption] => [
      name,
      { value: 'F', help: `a CSV, Excel, vCard or iCalendar file of ${label.toLowerCase()}` },
    ]),
  );
  return {
    name: 'import',
    summary: 'Imports CSV, Excel, vCard and iCalendar files as one group of changes that can be undone',
    words: ['[files]'],
    options: {
      ...fileOptions,
      as: { value: 'ENTITY', help: 'the files hold records of this kind, under any name' },
      sheet: {
        value: 'NAME',
        help: 'the sheet to read of each Excel workbook instead of its first visible one, or the part of a calendar: Events, Tasks',
      },
      'dry-run': { value: null, help: 'only lists the effects' },
      'no-mends': { value: null, help: 'leaves near misses as they are, which refuses their rows' },
      ...importChoices,
      strict: { value: null, help: 'imports nothing unless all values can be imported as they are written' },
      refused: {
        value: 'F',
        help: 'writes the refused rows to this file, to mend and import again; if several files have some, one file for each',
      },
    },
    details:
      'Mends of near misses (GTXPro → GTX Pro) are applied where the right word is known. Records that are here already are matched by e-mail, then by their external key. A name alone matches no record. Importing the same files again creates no duplicates. It works without a network, and the next sync sends it.',
    session: 'needed',
    run: async (invocation, context) => {
      const given = givenFiles(invocation, context, [...known.keys()]);
      if (!given.ok) return misused(given.problem);
      const begun = await giveImportFiles(context.bridge, given.files);
      for (const { close } of given.files) close();
      if (!begun.ok) return unanswered(begun);
      const opened = await context.bridge.call('imports.open', {
        importId: begun.value.importId,
        ...(given.recipe === undefined ? {} : { recipe: given.recipe }),
      });
      if (!opened.ok) return unanswered(opened);
      let plan = opened.value;
      const choices = importChoicesOf(plan, invocation);
      if (!choices.ok) return misused(choices.problem);
      // A command does the same on every device: it does not take over what people chose in the app.
      const isAfresh = plan.rememberedAt !== null;
      if (choices.isAny || isAfresh) {
        const change = { importId: plan.importId, ...choices.change, isAfresh };
        const changed = await context.bridge.call('imports.change', change);
        if (!changed.ok) return unanswered(changed);
        plan = changed.value;
      }
      const unlike = invocation.values['strict'] === true ? whatIsUnlike(plan) : [];
      if (unlike.length > 0) return refuseStrictly(plan, { unlike, invocation, context });
      return invocation.values['dry-run'] === true ? dryRun(plan, invocation, context) : run(plan, invocation, context);
    },
  };
}

/** Whether a file of this name has sheets or parts to choose from. */
const hasSheets = (path: string): boolean => /\.(?:xlsx|ics)$/iu.test(path);

function givenFiles(invocation: Invocation, { catalogue, openFile }: CommandContext, kinds: readonly string[]): Given {
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
    return { ok: false, problem: '--as is only for files that are given without an option of their own.' };
  const sheet = textOption(invocation, 'sheet');
  if (sheet !== undefined && !paths.some(({ path }) => hasSheets(path)))
    return { ok: false, problem: '--sheet is only for Excel workbooks (.xlsx) and calendars (.ics).' };
  const files: NamedFile[] = [];
  for (const { path, takenFor } of paths) {
    const file = openFile(path);
    if (file === undefined) {
      for (const { close } of files) close();
      return { ok: false, problem: `There is no file ${resolve(path)}.` };
    }
    files.push({
      name: basename(path),
      sizeBytes: file.sizeBytes,
      part: async (from, to) => Buffer.from(await file.part(from, to)).toString('base64'),
      close: file.close,
      ...(takenFor === undefined ? {} : { takenFor }),
      ...(sheet === undefined || !hasSheets(path) ? {} : { sheet }),
    });
  }
  return { ok: true, files, ...(named?.ok ? { recipe: `entity:${named.entity.name}` } : {}) };
}

async function dryRun(plan: ImportPlan, invocation: Invocation, context: CommandContext): Promise<CliOutcome> {
  const kept = await keepRefused(plan, invocation, context);
  await context.bridge.call('imports.cancel', { importId: plan.importId });
  return kept ?? { exit: exitCode.done, json: { plan }, text: importPlanText(plan, context.catalogue) };
}

async function run(plan: ImportPlan, invocation: Invocation, context: CommandContext): Promise<CliOutcome> {
  const { bridge, note, onStop } = context;
  const { importId, earlier } = plan;
  const questions = questionLines(plan);
  if (questions.length > 0) {
    await bridge.call('imports.cancel', { importId });
    const problem = [
      ...questions,
      'Nothing was imported: choose with the options above how to read these columns.',
    ].join('\n');
    return { exit: exitCode.usage, json: { ok: false, code: 'usage', message: problem, plan }, problem };
  }
  for (const line of earlierLines(earlier)) note(line);
  const toDo = sumOf(plan.counts.creates) + sumOf(plan.counts.changes);
  const stopListening = onStop(() => {
    note('Stopping after the current act …');
    void bridge.call('imports.cancel', { importId });
  });
  const end = await new Promise<ImportProgress | CliOutcome>((settle) => {
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
    void bridge.call('imports.run', { importId, remembers: false }).then((started) => {
      if (!started.ok) settle(unanswered(started));
      // Printed before the first record is made: a person who kills the process needs the group to undo.
      else if (toDo > 0 && started.value.group !== null) note(`Group ${started.value.group}`);
    });
  });
  stopListening();
  if ('exit' in end) return end;
  const kept = await keepRefused(plan, invocation, context);
  if (kept) return kept;
  const hasRefused = plan.counts.refused > 0;
  const text = [
    ...toldLines(plan),
    ...refusalLines(plan),
    end.message ?? '',
    hasRefused && end.done > 0 ? `${countWithNoun(plan.counts.refused, 'row')} refused.` : '',
    ...undoLines(end, plan),
  ]
    .filter((line) => line !== '')
    .join('\n');
  const json = { plan, progress: end };
  if (end.state !== 'done')
    return {
      exit: exitCode.fault,
      json,
      problem: [end.message ?? 'The import did not finish.', ...undoLines(end, plan)].join('\n'),
    };
  if (toDo === 0 && plan.counts.unchanged === 0 && plan.counts.refused > 0)
    return { exit: exitCode.refused, json, problem: text };
  return { exit: exitCode.done, json, text };
}

/** Returns the lines that explain how to undo the import, including its earlier parts. */
function undoLines({ done, group }: ImportProgress, { earlier }: ImportPlan): readonly string[] {
  const isThere = done > 0 || earlier?.goesOn === true;
  return isThere && group !== null ? [`Undo: outpost undo --group ${group}`] : [];
}

/** Writes the refused rows to the person's file; returns an outcome if that fails. */
async function keepRefused(
  plan: Pick<ImportPlan, 'importId' | 'files'>,
  invocation: Invocation,
  { bridge, writeFile, appendFile, note }: CommandContext,
): Promise<CliOutcome | undefined> {
  const path = textOption(invocation, 'refused');
  if (path === undefined) return undefined;
  const ask = (file: string, piece: number): Promise<BridgeResult<CallOutput<'imports.refusedRows'>>> =>
    bridge.call('imports.refusedRows', { importId: plan.importId, file, piece });
  const having: string[] = [];
  for (const { name } of plan.files) {
    const first = await ask(name, 0);
    if (!first.ok) return unanswered(first);
    if (first.value.csv !== '') having.push(name);
  }
  for (const name of having) {
    const own = having.length === 1 ? path : pathFor(path, name);
    for (let piece: number | null = 0; piece !== null;) {
      const rows = await ask(name, piece);
      if (!rows.ok) return unanswered(rows);
      (piece === 0 ? writeFile : appendFile)(own, rows.value.csv);
      piece = rows.value.next;
    }
    note(`The refused rows of ${name} are in ${own}.`);
  }
  if (having.length === 0) note('No row is refused: no file was written.');
  return undefined;
}

/** Returns the path for one file of several: "out/refused.csv" and "deals.csv" give "out/refused-deals.csv". */
function pathFor(path: string, fileName: string): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${parse(fileName).name}${ext}`);
}

/** Returns the reasons why --strict refuses a plan: data that would not be imported as written. */
function whatIsUnlike(plan: ImportPlan): readonly string[] {
  const isTold = plan.reports.length > 0 || plan.mends.some(({ taken }) => taken) || plan.counts.refused > 0;
  const isOpen = plan.readings.some((reading) => reading.isOpen);
  return isTold || isOpen ? [...toldLines(plan), ...refusalLines(plan)] : [];
}

async function refuseStrictly(
  plan: ImportPlan,
  {
    unlike,
    invocation,
    context,
  }: { readonly unlike: readonly string[]; readonly invocation: Invocation; readonly context: CommandContext },
): Promise<CliOutcome> {
  const kept = await keepRefused(plan, invocation, context);
  await context.bridge.call('imports.cancel', { importId: plan.importId });
  const problem = [
    ...unlike,
    'Nothing was imported: with --strict all values must be imported as they are written.',
  ].join('\n');
  return (
    kept ?? { exit: exitCode.refused, json: { ok: false, code: 'import/not-strict', message: problem, plan }, problem }
  );
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
