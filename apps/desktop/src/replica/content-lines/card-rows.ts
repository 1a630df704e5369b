import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { Component } from './components.ts';
import { type Dialect, parseProperty, type Property, propertyName } from './property.ts';
import { addTo, type ContentRow, type LeftOut } from './rows.ts';

/** The columns of a table of cards, in their order. Further columns ("E-mail 2") follow the first of their name. */
export const cardColumns = [
  'Full name',
  'First name',
  'Last name',
  'Nickname',
  'Company',
  'Department',
  'Job title',
  'E-mail',
  'Phone',
  'Mobile',
  'Fax',
  'Address',
  'Birthday',
  'Website',
  'Tags',
  'Notes',
  'UID',
] as const;
type CardColumn = (typeof cardColumns)[number];

/** The properties that are read. */
const wanted = new Set(['fn', 'n', 'nickname', 'org', 'title', 'role', 'email', 'tel', 'adr', 'bday', 'url', 'categories', 'note', 'uid', 'kind']); // prettier-ignore
/** The properties that contain no information about the person. The plan does not count them among those that are left out. */
const silent = new Set(['version', 'prodid', 'rev', 'profile', 'mailer', 'class', 'source', 'name', 'sort-string', 'x-ablabel', 'x-abshowas', 'x-abuid', '']); // prettier-ignore
/** Chosen: how many e-mail addresses, numbers, addresses and sites of one card get a column. */
const mostOfOne = 5;

/** Returns the version of a card by its VERSION; cards without one follow 2.1, which has no rule about its place. */
function versionOf({ lines }: Component): Exclude<Dialect, 'icalendar'> {
  const line = lines.find(({ text }) => propertyName(text) === 'version');
  const version = line?.text.slice(line.text.indexOf(':') + 1).trim();
  return version === '4.0' || version === '3.0' ? version : '2.1';
}

/**
 * Returns the row of a card, by RFC 6350, RFC 2426 or vCard 2.1; null for a group of cards, which is not a person. The
 * preferred value of a property comes first. Adds to `leftOut` everything that the row does not have.
 */
export function cardRow(card: Component, leftOut: LeftOut): ContentRow | null {
  const dialect = versionOf(card);
  const all = new Map<string, Property[]>();
  for (const line of card.lines) {
    const name = propertyName(line.text);
    if (!wanted.has(name)) {
      if (!silent.has(name)) leftOut.add(name.toUpperCase());
      else if (name === '') leftOut.add('unreadable line');
      continue;
    }
    const property = parseProperty(line, dialect);
    if (property === undefined) leftOut.add('unreadable line');
    else addTo(all, name, property);
  }
  leftOut.add('picture or sound', card.mediaCount);
  const of = (name: string): readonly Property[] => byPreference(all.get(name) ?? []);
  const first = (name: string): readonly string[] => of(name)[0]?.values ?? [];
  if (/^group$/iu.test(first('kind')[0] ?? '')) {
    leftOut.add('group of cards');
    return null;
  }
  const row = new Map<string, string>();
  const put = (column: CardColumn, value: string | undefined): void => {
    const text = value?.trim() ?? '';
    if (text !== '') row.set(column, text);
  };
  const putAll = (column: CardColumn, values: readonly string[]): void => {
    const distinct = [...new Set(values.map((value) => value.trim()))].filter((value) => value !== '');
    for (const [index, value] of distinct.slice(0, mostOfOne).entries())
      row.set(index === 0 ? column : `${column} ${index + 1}`, value);
    leftOut.add(`further ${column.toLowerCase()}`, Math.max(0, distinct.length - mostOfOne));
  };
  putNames(put, {
    formatted: first('fn').join(', '),
    parts: first('n'),
    instead: [first('org')[0], first('email')[0]],
  });
  put('Nickname', first('nickname').join(', '));
  put('Company', first('org')[0]);
  put('Department', first('org').slice(1).filter(Boolean).join(', '));
  put('Job title', (first('title').length > 0 ? first('title') : first('role')).join(', '));
  putAll('E-mail', of('email').map(({ values }) => (values[0] ?? '').replace(/^mailto:/iu, ''))); // prettier-ignore
  const numbers = { Phone: [] as string[], Mobile: [] as string[], Fax: [] as string[] };
  for (const { types, values } of of('tel'))
    numbers[kindOfNumber(types)].push((values[0] ?? '').replace(/^tel:/iu, ''));
  putAll('Phone', numbers.Phone);
  putAll('Mobile', numbers.Mobile);
  putAll('Fax', numbers.Fax);
  putAll('Address', of('adr').map(addressOf));
  const birthday = of('bday')[0];
  if (birthday) {
    const day = dayOf(birthday);
    if (day === undefined) leftOut.add('birthday without a year');
    else put('Birthday', day);
  }
  putAll(
    'Website',
    of('url').map(({ values }) => values.join(',')),
  );
  put('Tags', of('categories').flatMap(({ values }) => values).map((tag) => tag.replaceAll(';', ',').trim()).filter(Boolean).join(';')); // prettier-ignore
  put('Notes', of('note').map(({ values }) => values.join(',')).join('\n\n')); // prettier-ignore
  put('UID', first('uid')[0]);
  return row;
}

type Put = (column: CardColumn, value: string | undefined) => void;

/**
 * Puts the full name: the formatted name, which has titles and the order of the person's language. Without one, the
 * name is made of the parts. Without both, it is the company or the e-mail address. Also puts the first and the last
 * name if the full name contains them.
 */
function putNames(
  put: Put,
  { formatted, parts, instead }: { readonly formatted: string; readonly parts: readonly string[]; readonly instead: readonly (string | undefined)[] }, // prettier-ignore
): void {
  const [family = '', given = '', more = '', before = '', after = ''] = parts.map((part) => part.trim());
  const made = [before, given, more, family, after].filter((part) => part !== '').join(' ');
  const name = [formatted.trim(), made, ...instead].find((one) => one !== undefined && one !== '');
  put('Full name', name);
  const words = new Set(foldText(name ?? '').split(/[\s,]+/u));
  const isInside = (part: string): boolean => foldText(part).split(/[\s,]+/u).every((word) => words.has(word)); // prettier-ignore
  if (family === '' || given === '' || !isInside(family) || !isInside(given)) return;
  put('First name', given);
  put('Last name', family);
}

/** Returns the properties, the preferred ones first (PREF=1 of version 4.0, the type "pref" of the others), without translations. */
function byPreference(properties: readonly Property[]): readonly Property[] {
  const alternatives = new Set<string>();
  const own = properties.filter(({ params }) => {
    const [id] = params.get('altid') ?? [];
    if (id === undefined) return true;
    if (alternatives.has(id)) return false;
    alternatives.add(id);
    return true;
  });
  const rank = ({ params, types }: Property): number => {
    const [pref] = params.get('pref') ?? [];
    const number = Number(pref);
    return Number.isInteger(number) && number > 0 ? number : types.has('pref') ? 1 : 101; // 100 is the least preferred
  };
  return own.toSorted((one, other) => rank(one) - rank(other));
}

function kindOfNumber(types: ReadonlySet<string>): 'Phone' | 'Mobile' | 'Fax' {
  if (types.has('fax')) return 'Fax';
  return types.has('cell') || types.has('iphone') ? 'Mobile' : 'Phone';
}

/** Returns the parts of an address in their order: box, flat, street, town, region, code, country. */
const addressOf = ({ values }: Property): string =>
  values.map((part) => part.trim()).filter((part) => part !== '').join(', '); // prettier-ignore

/** Returns a birthday as written, without its time of day; undefined where it has no year (--04-12, or Apple's mark). */
function dayOf({ params, values }: Property): string | undefined {
  const written = (values[0] ?? '').trim();
  const [omitted] = params.get('x-apple-omit-year') ?? [];
  if (written.startsWith('--') || (omitted !== undefined && written.startsWith(omitted))) return undefined;
  return /^(\d{4}-?\d{2}-?\d{2})T/u.exec(written)?.[1] ?? written;
}
