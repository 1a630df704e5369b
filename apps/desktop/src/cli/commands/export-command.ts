import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type ExportFormat, exportFormats } from '../../bridge/calls/export-calls.ts';
import { readExport, type WantedExport } from '../../bridge/read-export.ts';
import {
  type Command,
  type CreatedFile,
  type Invocation,
  misused,
  type CliOutcome,
  textOption,
  unansweredQuestion,
} from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { listQuestion } from './record-commands.ts';

const unwritable = (path: string, error: unknown): CliOutcome => {
  const problem = `${path} can't be written: ${error instanceof Error ? error.message : String(error)}. Give another place by --to.`;
  return { exit: exitCode.fault, problem, json: { ok: false, code: 'file', message: problem } };
};

const existsAlready = (path: string): string => `${path} exists already. --force replaces it.`;

const formats = Object.keys(exportFormats) as ExportFormat[]; // Object.keys loses the type of the keys
const endings = formats.map((format) => `.${format}`);
const formatOf = (path: string): ExportFormat | undefined =>
  formats.find((format) => path.toLowerCase().endsWith(`.${format}`));

/** A requested export: where to write it, the wanted file, and the words for a number of its records. */
type Request = {
  readonly path: string;
  readonly wanted: WantedExport;
  readonly wordsFor: (count: number) => string;
};

const listOptions = ['where', 'search', 'sort', 'columns'] as const;

function requestOf(invocation: Invocation, catalogue: Catalogue, path: string | undefined): Result<Request> {
  const no = (message: string) => refuse('request/invalid', message, { path: 'to' });
  const [kind] = invocation.positionals;
  if (invocation.values['all'] === true) {
    const stray = kind ?? listOptions.find((name) => textOption(invocation, name) !== undefined);
    if (stray !== undefined) return no(`--all exports every kind whole, so leave out "${stray}".`);
    if (path?.toLowerCase().endsWith('.zip') !== true)
      return no('With --all, --to names the archive to write, and ends with .zip.');
    return accept({ path, wanted: 'everything', wordsFor: (count) => countWithNoun(count, 'record') });
  }
  if (kind === undefined) return no('export needs <entity>, or --all for every kind.');
  const named = entityCalled(catalogue, kind);
  if (!named.ok) return no(named.problem);
  const format = path === undefined ? undefined : formatOf(path);
  if (path === undefined || format === undefined)
    return no(`--to names the file to write, and ends with ${endings.join(' or ')}.`);
  const question = listQuestion(named.entity, (name) => textOption(invocation, name));
  if (!question.ok) return question;
  const columns = textOption(invocation, 'columns');
  const chosen =
    columns === undefined
      ? {}
      : { columns: columns === 'all' ? ('all' as const) : columns.split(',').map((name) => name.trim()) };
  const { one, many } = named.entity.label;
  return accept({
    path,
    wanted: { ...question.value, format, ...chosen },
    wordsFor: (count) => countWithNoun(count, one.toLowerCase(), many.toLowerCase()),
  });
}

export const exportCommand: Command = {
  name: 'export',
  summary:
    'Writes records of one kind to a CSV, Excel, calendar (.ics) or cards (.vcf) file, or everything to a ZIP archive',
  words: ['[entity]'],
  options: {
    to: {
      value: 'FILE',
      help: `the file to write; its ending is the format: ${endings.join(' or ')}, .zip with --all`,
    },
    all: {
      value: null,
      help: 'everything that you see on this device: each kind as CSV and as JSON lines, in one archive',
    },
    where: { value: 'JSON', help: 'a filter, as in list' },
    search: { value: 'TEXT', help: 'only those found by these words' },
    sort: { value: 'F,-F', help: 'fields to sort by; a minus before one turns it round' },
    columns: { value: 'F,F|all', help: 'fields to write, instead of those that lists show' },
    force: { value: null, help: 'replaces an existing file' },
  },
  details:
    'A reference is written as the name of its record. Money is a decimal number with its currency in the next column, and the last column has the ids. The import reads such a file. In an Excel file, amounts, numbers, dates and times are cells of their type, and times are in the organisation’s time zone. A calendar file holds records with a time, such as tasks, and no columns. The file appears under its name when it is whole, and only you can read it.',
  session: 'needed',
  run: async (invocation, { bridge, catalogue, note, createFile, onStop }) => {
    const request = requestOf(invocation, catalogue, textOption(invocation, 'to'));
    if (!request.ok) return misused(request.message);
    const { path, wanted, wordsFor } = request.value;
    let file: CreatedFile | undefined;
    try {
      file = createFile(path, invocation.values['force'] === true);
    } catch (error) {
      return unwritable(path, error);
    }
    if (!file) return misused(existsAlready(path));
    let isWritten = false;
    let isStopped = false;
    const stopListening = onStop(() => {
      isStopped = true;
    });
    try {
      let [total, told] = [0, 0];
      const read = await readExport(bridge, wanted, {
        onBegin: (begun) => {
          ({ total } = begun);
          if (begun.isNarrowed) note('Records that your role lets you see and not export are left out.');
          if (begun.isPartial) note('This device does not hold all records, so some will be missing.');
        },
        take: (base64, done) => {
          file.append(Buffer.from(base64, 'base64'));
          const share = total === 0 ? 100 : Math.floor((done / total) * 100);
          if (share >= told + 20 && share < 100) note(`${(told = share)} % …`);
        },
        isStopped: () => isStopped,
      });
      if (!read.ok) return unansweredQuestion(read);
      if (!read.value.isWhole) return { exit: exitCode.refused, problem: `Stopped. ${path} was not written.` };
      isWritten = file.finish();
      if (!isWritten) return misused(existsAlready(path));
      const { done } = read.value;
      return {
        exit: exitCode.done,
        json: { file: path, records: done },
        text: `Wrote ${wordsFor(done)} to ${path}.`,
      };
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return unwritable(path, error);
      throw error;
    } finally {
      stopListening();
      if (!isWritten) file.discard();
    }
  },
};
