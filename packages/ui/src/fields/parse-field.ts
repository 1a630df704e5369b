import { hasDecimals } from '@outpost/domain/kernel/entities/has-decimals';
import { readPlaceText } from '@outpost/domain/kernel/geo/place-text';
import { readRepeat } from '@outpost/domain/kernel/calendar/repeat-rule';
import { assertNever } from '@outpost/domain/kernel/assert-never';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { toE164 } from '@outpost/domain/kernel/entities/field-types';
import { problemIn, readFormattedNumber, readFormattedText } from '@outpost/domain/kernel/entities/formats/format-of';
import { fieldText } from './field-text.ts';
import type { FieldSpec, FieldValue, SpecOf } from './field-spec.ts';
import type { Formats } from '../formats/formats.ts';
import { parseDay, parseDuration, parseInstant } from './parse-times.ts';
import { parseMoney, parseNumber } from './parse-numbers.ts';

/** The result of parsing a typed text: the value, or a hint at a valid input. */
export type Parsed<T = FieldValue> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** The context of parsing: the person's formats, and the present (in milliseconds) for words like "tomorrow". */
export type ParseContext = { readonly formats: Formats; readonly now: number };

const right = (value: FieldValue): Parsed => ({ ok: true, value });
const wrong = (message: string): Parsed => ({ ok: false, message });

function bounded(spec: SpecOf<'number'>, value: number, formats: Formats): Parsed {
  const decimals = spec.decimals;
  if (decimals !== undefined && !hasDecimals(value, decimals))
    return wrong(
      decimals === 0
        ? 'A whole number is needed here.'
        : `At most ${formats.plural(decimals, 'decimal', 'decimals')} here.`,
    );
  if (spec.min !== undefined && value < spec.min)
    return wrong(`${spec.label} is at least ${fieldText(spec, spec.min, formats)}.`);
  if (spec.max !== undefined && value > spec.max)
    return wrong(`${spec.label} is at most ${fieldText(spec, spec.max, formats)}.`);
  return right(value);
}

function readNumber(spec: SpecOf<'number'>, text: string, formats: Formats): Parsed {
  const value = parseNumber(
    text
      .replace(/%\s*$/, '')
      .replace(spec.unit === undefined ? '' : new RegExp(`\\s*${spec.unit.replace(/\W/g, '\\$&')}$`, 'iu'), ''),
    formats.locale,
  );
  return value === undefined
    ? wrong(`“${text}” is not a number. For instance ${formats.number(1234.5)}.`)
    : bounded(spec, value, formats);
}

function readNumberOrSigns(spec: SpecOf<'number'>, text: string, formats: Formats): Parsed {
  if (spec.format === undefined) return readNumber(spec, text, formats);
  const signs = readFormattedNumber(spec.format, text);
  const number = signs === undefined ? readNumber(spec, text, formats) : bounded(spec, signs, formats);
  return number.ok ? inFormat(spec, number.value) : number;
}

function readMoney(spec: SpecOf<'money'>, text: string, formats: Formats): Parsed {
  const money = parseMoney(text, spec.currency, formats.locale);
  if (!money)
    return wrong(
      `“${text}” is not a sum of money. For instance ${formats.money({ amount: 4680050, currency: spec.currency })} or 46.8k.`,
    );
  const bound = (amount: number) => formats.money({ amount, currency: money.currency });
  if (spec.min !== undefined && money.amount < spec.min) return wrong(`${spec.label} is at least ${bound(spec.min)}.`);
  if (spec.max !== undefined && money.amount > spec.max) return wrong(`${spec.label} is at most ${bound(spec.max)}.`);
  return right(money);
}

function readPhone(spec: SpecOf<'phone'>, text: string): Parsed {
  const digits = text.replace(/\D/g, '');
  const number = toE164(text, spec.country ?? 'US');
  if (number !== undefined) return right(number);
  if (digits === '') return wrong('A phone number has digits. For instance +1 415 555 0142.');
  if (/\p{L}{2}/u.test(text))
    return wrong(
      'Enter only the phone number, with its extension as “ext. 12”. Names and remarks belong in other fields.',
    );
  return wrong(
    !text.trim().startsWith('+') && (spec.country ?? 'US') === 'US'
      ? `A US number has 10 digits, this one has ${digits.length}.`
      : 'This is not a phone number. Enter it with its country, such as +1 415 555 0142.',
  );
}

function readChoice(options: SpecOf<'choice'>['options'], text: string): Parsed {
  const wanted = text.trim().toLocaleLowerCase();
  const found =
    options.find(
      (option) => option.label.toLocaleLowerCase() === wanted || option.value.toLocaleLowerCase() === wanted,
    ) ?? options.find((option) => option.label.toLocaleLowerCase().startsWith(wanted));
  return found
    ? right(found.value)
    : wrong(
        `“${text}” is not one of ${options
          .slice(0, 6)
          .map((option) => option.label)
          .join(', ')}${options.length > 6 ? ' and others' : ''}.`,
      );
}

function readFlag(text: string): Parsed {
  const word = text.trim().toLowerCase();
  if (['yes', 'y', 'true', '1', 'on', 'x', '✓'].includes(word)) return right(true);
  if (['no', 'n', 'false', '0', 'off', '-'].includes(word)) return right(false);
  return wrong('Yes or no is needed here.');
}

function readGeo(text: string): Parsed {
  const place = readPlaceText(text);
  return place
    ? right(place)
    : wrong('A place is a latitude from −90 to 90 and a longitude from −180 to 180, such as 59.9127, 10.7461.');
}

function readJson(text: string): Parsed {
  try {
    return right(JSON.parse(text) as FieldValue); // JSON.parse returns JSON values only
  } catch (fault) {
    return wrong(`This is not JSON: ${fault instanceof Error ? fault.message : 'it ends too early'}.`);
  }
}

/** Chosen: counting the characters of a longer text would hold up the window; its length is close enough for a refusal. */
const mostCounted = 100_000;
const charsIn = (text: string): number => (text.length > mostCounted ? text.length : [...text].length);

function limited(spec: SpecOf<'text'>, text: string, { formats }: Pick<ParseContext, 'formats'>): Parsed {
  const { maxChars } = spec;
  if (maxChars === undefined || text.length <= maxChars) return right(text);
  const chars = charsIn(text);
  return chars > maxChars
    ? wrong(`${spec.label} takes at most ${formats.count(maxChars)} characters, this text has ${formats.count(chars)}.`)
    : right(text);
}

function readText(spec: SpecOf<'text'>, text: string, context: Pick<ParseContext, 'formats'>): Parsed {
  if (spec.format === undefined) return limited(spec, text, context);
  const within = limited(spec, readFormattedText(spec.format, text), context);
  return within.ok ? inFormat(spec, within.value) : within;
}

/** Accepts a value that is right for the format of its field. A refusal gives an example in the form that people read. */
function inFormat(spec: SpecOf<'text' | 'number'>, value: FieldValue): Parsed {
  const { format, label } = spec;
  const problem = format && problemIn(format, value);
  if (format === undefined || problem === undefined) return right(value);
  const example = format.base === 'text' ? format.show(format.example) : format.example;
  return wrong(`${label} ${problem}, such as ${example}.`);
}

function readEmail(text: string): Parsed {
  if (!text.includes('@')) return wrong('An e-mail address has an @, such as ada@example.com.');
  if (!isOneAddress(text)) return wrong('Enter only one address, such as ada@example.com, and no name.');
  return /@.+\../u.test(text) ? right(text) : wrong('An e-mail address ends in a domain, such as ada@example.com.');
}

/** Chosen: longer than any amount, date, name of a choice or list of tags. A pasted file is not read as one of them. */
const mostOfOneValue = 20_000;
const isLongKind: ReadonlySet<FieldSpec['kind']> = new Set<FieldSpec['kind']>(['text', 'long-text', 'json']);

/**
 * Parses a text that a person typed or pasted. It accepts loose formats: "$46.8k", "20 nov", "tomorrow", "1h30", "(415)
 * 555-0142". An empty text gives `null`.
 */
export function parseField(spec: FieldSpec, typed: string, context: ParseContext): Parsed {
  const text = typed.trim();
  const { formats, now } = context;
  if (text === '') return spec.isRequired ? wrong(`${spec.label} can’t be empty.`) : right(null);
  if (text.length > mostOfOneValue && !isLongKind.has(spec.kind))
    return wrong(`A text of ${formats.count(charsIn(text))} characters is not a value of ${spec.label}.`);
  switch (spec.kind) {
    case 'text':
      return readText(spec, text, context);
    case 'long-text':
      return limited(spec, typed.replace(/\s+$/u, ''), context);
    case 'email':
      return readEmail(text.replace(/^mailto:/i, ''));
    case 'phone':
      return readPhone(spec, text);
    case 'money':
      return readMoney(spec, text, formats);
    case 'number':
    case 'percent':
      return readNumberOrSigns(spec, text, formats);
    case 'date':
      return (
        parseDay(text, formats.dayOf(now), formats.locale) ??
        wrong('This day does not exist. For instance 4 Dec 2026, 12/4/2026 or tomorrow.')
      );
    case 'instant':
      return (
        parseInstant(text, formats.dayOf(now), formats) ??
        wrong('This is not a day and a time. For instance fri 14:30, 4 Dec 2026 9am or tomorrow.')
      );
    case 'duration':
      return parseDuration(text) ?? wrong('A length of time is needed, such as 1 h 30 min or 1:30.');
    case 'choice':
      return readChoice(spec.options, text);
    case 'tags': {
      const words = text
        .split(/[,;\n]/u)
        .map((word) => word.trim())
        .filter((word) => word !== '');
      return right([
        ...new Set(
          words.map(
            (word) =>
              spec.options?.find((option) => option.label.toLocaleLowerCase() === word.toLocaleLowerCase())?.value ??
              word,
          ),
        ),
      ]);
    }
    case 'flag':
      return readFlag(text);
    case 'geo':
      return readGeo(text);
    case 'json':
      return readJson(text);
    case 'repeat': {
      const rule = text.toUpperCase();
      const read = readRepeat(rule);
      return read.ok ? right(rule) : wrong(`This does not repeat: ${read.why}. For instance FREQ=WEEKLY;BYDAY=MO.`);
    }
    case 'address':
      return right({ street: text });
    case 'ref':
    case 'file':
    case 'sealed':
      return wrong(`${spec.label} is chosen, not typed.`);
    default:
      return assertNever(spec);
  }
}
