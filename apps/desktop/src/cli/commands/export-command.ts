import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type ExportFormat, exportFormats } from '../../bridge/calls/export-calls.ts';
import { type Command, type Invocation, misused, textOption } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { type ExportToWrite, writeExport } from '../write-export.ts';
import { listQuestion } from './record-commands.ts';

const formats = Object.keys(exportFormats) as ExportFormat[]; // Object.keys loses the type of the keys
const endings = formats.map((format) => `.${format}`);
const formatOf = (path: string): ExportFormat | undefined =>
  formats.find((format) => path.toLowerCase().endsWith(`.${format}`));

/** A requested export: where to write it, the wanted file, and the words for a number of its records. */
type Request = Omit<ExportToWrite, 'mayReplace'>;

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
      help: 'everything that you see on this device: each kind as CSV and as JSON lines, and the bytes of files and photos, in one archive',
    },
    where: { value: 'JSON', help: 'a filter, as in list' },
    search: { value: 'TEXT', help: 'only records found by these words' },
    sort: { value: 'F,-F', help: 'fields to sort by; a minus before a field reverses its order' },
    columns: { value: 'F,F|all', help: 'fields to write, instead of those that lists show' },
    force: { value: null, help: 'replaces an existing file' },
  },
  details:
    'A reference is written as the name of its record. Money is a decimal number with its currency in the next column, and the last column has the ids. The import reads such a file. In an Excel file, amounts, numbers, dates and times are cells of their type, and times are in the organisation’s time zone. A calendar file holds records with a time, such as tasks, and no columns. With --all, files and photos that are not on this device come from the server; those that stay missing are told, and files/manifest.csv in the archive names each with the reason. The file appears under its name when it is whole, and only you can read it.',
  session: 'needed',
  run: async (invocation, context) => {
    const request = requestOf(invocation, context.catalogue, textOption(invocation, 'to'));
    if (!request.ok) return misused(request.message);
    return writeExport(context, { ...request.value, mayReplace: invocation.values['force'] === true });
  },
};
