import { readPlaceText } from '../../geo/place-text.ts';
import { assertNever } from '../../assert-never.ts';
import { toE164, valueSchema } from '../../entities/field-types.ts';
import type { ChoiceOption, Field } from '../../entities/fields.ts';
import { formatOf, readFormattedNumber, readFormattedText } from '../../entities/formats/format-of.ts';
import { foldText } from '../../text/fold-text.ts';
import type { JsonValue } from '../../json.ts';
import type { ColumnFormat, ReadingContext } from './column-format.ts';
import { firstIssue, plainIssue } from '../../text/plain-issue.ts';
import { type CellAnswer, refuseCell, shown } from './refuse-cell.ts';
import { readDate, readInstant } from './read-dates.ts';
import { refuseSpreadsheetError } from './spreadsheet-errors.ts';
import { withoutMarks } from './workbook-marks.ts';
import { readMoney, readNumber, readPercent } from './read-numbers.ts';

/** The number of different cells of one column whose results are cached: columns repeat their values. */
const remembered = 10_000;

/**
 * Returns the reader of one column. It turns a cell into the field's value, null for an empty cell, or a refusal that describes a
 * valid cell. Every value that it returns satisfies the field's schema. A reference is returned as the name in the cell; the
 * importer links names to records.
 */
export function cellReader(field: Field, format: ColumnFormat, context: ReadingContext): (cell: string) => CellAnswer {
  const read = readerFor(field, format, context);
  const schema = field.type === 'ref' ? null : valueSchema(field);
  const answers = new Map<string, CellAnswer>();
  const readAndCheck = (cell: string): CellAnswer => {
    if (cell.trim() === '') return { ok: true, value: null };
    const error = refuseSpreadsheetError(cell);
    if (error) return error;
    const answer = read(isNumeric(field) ? cell : withoutMarks(cell));
    if (!answer.ok || schema === null || answer.value === null) return answer;
    const checked = schema.safeParse(answer.value, { error: plainIssue });
    if (checked.success) return answer;
    return refuseCell(
      'invalid-value',
      `“${shown(cell)}” can’t be taken`,
      `${field.label} ${firstIssue(checked.error).message}.`,
    );
  };
  return (cell) => {
    const known = answers.get(cell);
    if (known) return known;
    const answer = readAndCheck(cell);
    if (answers.size < remembered && cell.length <= 200) answers.set(cell, answer);
    return answer;
  };
}

const isNumeric = ({ type }: Field): boolean => type === 'number' || type === 'money' || type === 'percent';

function readerFor(field: Field, format: ColumnFormat, context: ReadingContext): (cell: string) => CellAnswer {
  const accept = (value: JsonValue): CellAnswer => ({ ok: true, value });
  const sign = format.kind === 'number' || format.kind === 'percent' ? format.decimalSign : '.';
  const written = formatOf(field);
  switch (field.type) {
    case 'text':
      if (written?.base === 'text') return (cell) => accept(readFormattedText(written, cell));
      return accept; // unchanged, with leading zeros, outer blanks and formulas
    case 'ref':
      return (cell) => accept(cell.trim());
    case 'email':
      return readEmail;
    case 'phone':
      return (cell) => readPhone(cell, context.country);
    case 'money':
      return (cell) =>
        readMoney(cell, {
          sign,
          powerOfTen: format.kind === 'number' ? format.powerOfTen : 0,
          currency: context.currency,
        });
    case 'number':
      return (cell) => {
        const number = written?.base === 'number' ? readFormattedNumber(written, cell) : undefined;
        return number !== undefined
          ? accept(number)
          : readNumber(cell, {
              sign,
              powerOfTen: format.kind === 'number' ? format.powerOfTen : 0,
              decimals: field.decimals,
            });
      };
    case 'percent':
      return (cell) =>
        readPercent(cell, {
          sign,
          unit: format.kind === 'percent' ? format.unit : 'percent',
          decimals: field.decimals,
        });
    case 'flag':
      return readFlag;
    case 'date':
      return (cell) => readDate(cell, format.kind === 'date' ? format.order : 'month-first');
    case 'instant':
      return (cell) =>
        readInstant(cell, { order: format.kind === 'date' ? format.order : 'month-first', timeZone: context.timeZone });
    case 'duration':
      return readDuration;
    case 'choice':
      return (cell) => readChoice(cell, field.options);
    case 'tags':
      return (cell) => readTags(cell, field.options);
    case 'address':
      return (cell) => accept({ street: cell.trim() }); // the parts of an address cannot be separated in one column without guessing
    case 'geo':
      return readPlace;
    case 'json':
      return readJson;
    case 'file':
      return () =>
        refuseCell(
          'not-importable',
          'A table can’t contain files',
          'Leave this column out and attach the files to the records.',
        );
    default:
      return assertNever(field);
  }
}

/**
 * Reads a telephone number with its extension. A cell with any text besides the number (a name, a remark, a second
 * number) is kept unchanged.
 */
function readPhone(cell: string, country: string | undefined): CellAnswer {
  const value = toE164(cell, country);
  if (value !== undefined) return { ok: true, value };
  const text = cell.trim();
  const isBare = /^(?:tel:)?[\d\s+().,/#*–-]+$/iu.test(text); // a number without its country is accepted
  return { ok: true, value: text, ...(isBare ? {} : { told: 'kept-as-text' as const }) };
}

function readEmail(cell: string): CellAnswer {
  const named = /^([^<>]*)<([^<>]+)>$/u.exec(cell.trim());
  const address = (named?.[2] ?? cell).trim().replace(/^mailto:/iu, '');
  if (/^[^\s@<>,;]+@[^\s@<>,;]+$/u.test(address)) {
    const isNamed = (named?.[1] ?? '').replaceAll('"', '').trim() !== '';
    return { ok: true, value: address, ...(isNamed ? { told: 'name-left-out' as const } : {}) };
  }
  return refuseCell(
    'not-an-email',
    `“${shown(cell)}” is not an e-mail address`,
    'One address, such as ada@example.com.',
  );
}

const flagWords: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', '1', 'x', 'on', 't', 'ja', 'wahr', 'oui', 'vrai', 'si', '✓', '✔'].map(
    (word) => [word, true] as const,
  ),
  ...['false', 'no', 'n', '0', 'off', 'f', 'nein', 'falsch', 'non', 'faux', '✗', '✘'].map(
    (word) => [word, false] as const,
  ),
]);

function readFlag(cell: string): CellAnswer {
  const value = flagWords.get(foldText(cell));
  return value === undefined
    ? refuseCell('not-yes-or-no', `“${shown(cell)}” is neither yes nor no`, 'yes or no, true or false, 1 or 0.')
    : { ok: true, value };
}

const secondsIn = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;

function readDuration(cell: string): CellAnswer {
  const refused = refuseCell(
    'not-a-duration',
    `“${shown(cell)}” is not a span of time`,
    'Hours and minutes such as 1:30, or a number with its unit such as 90 min.',
  );
  if (cell.length > 100) return refused; // the patterns below are not meant for long texts (E-3)
  const text = foldText(cell);
  const clock = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/u.exec(text);
  if (clock) return { ok: true, value: Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0) };
  const words = text
    .replace(/^p(?=\d|t\d)/u, '')
    .replace(/(?<=^|d)t(?=\d)/u, '')
    .replace(',', '.');
  const part = /\s*(\d+(?:\.\d+)?)\s*(d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b\.?/gu;
  // In "1h30m" no word boundary separates the parts.
  const spaced = words.replace(/([a-z])(?=\d)/gu, '$1 ');
  let seconds = 0;
  const rest = spaced.replace(part, (_whole, amount: string, unit: string) => {
    seconds += Number(amount) * secondsIn[unit.charAt(0) as keyof typeof secondsIn]; // the pattern allows no other letter
    return '';
  });
  if (rest.trim() === '' && Number.isSafeInteger(Math.round(seconds))) return { ok: true, value: Math.round(seconds) };
  return refused;
}

/** Finds an option by its value or its label. Case, accents and separators between words are ignored. */
function findOption(text: string, options: readonly ChoiceOption[]): ChoiceOption | undefined {
  const plain = (word: string): string => foldText(word).replace(/[\s_-]+/gu, ' ');
  const wanted = plain(text);
  return (
    options.find((option) => plain(option.value) === wanted) ?? options.find((option) => plain(option.label) === wanted)
  );
}

function readChoice(cell: string, options: readonly ChoiceOption[]): CellAnswer {
  const option = findOption(cell, options);
  if (option) return { ok: true, value: option.value };
  return refuseCell(
    'not-a-choice',
    `“${shown(cell)}” is not one of the choices`,
    `One of: ${options.map(({ label }) => label).join(', ')}.`,
  );
}

function readTags(cell: string, options: readonly ChoiceOption[] | undefined): CellAnswer {
  const words = cell
    .split(/[;,|\n]/u)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const tags = new Map<string, string>();
  for (const word of words) {
    const option = options === undefined ? undefined : findOption(word, options);
    if (options !== undefined && !option) {
      return refuseCell(
        'not-a-choice',
        `“${shown(word)}” is not one of the tags`,
        `Any of: ${options.map(({ label }) => label).join(', ')}.`,
      );
    }
    if (!tags.has(foldText(word))) tags.set(foldText(word), option?.value ?? word);
  }
  const told = tags.size < words.length ? { told: 'tag-twice' as const } : {};
  return { ok: true, value: [...new Set(tags.values())].sort(), ...told };
}

function readPlace(cell: string): CellAnswer {
  const place = readPlaceText(cell);
  if (place) return { ok: true, value: place };
  return refuseCell(
    'not-a-place',
    `“${shown(cell)}” is not a place`,
    'Latitude and longitude in degrees, such as 48.2082, 16.3738.',
  );
}

function readJson(cell: string): CellAnswer {
  try {
    return { ok: true, value: JSON.parse(cell) as JsonValue }; // JSON.parse returns JSON values only
  } catch {
    return refuseCell('not-json', `“${shown(cell)}” is not JSON`, 'A JSON value, such as {"size": 3}.');
  }
}
