import type { DuplicateRules, Entity } from '../entities/entity.ts';
import { isEmptyValue } from '../entities/field-types.ts';
import type { JsonValue } from '../json.ts';
import { emailKeyOf } from '../text/email-address.ts';
import { foldText } from '../text/fold-text.ts';
import { phoneKeyOf } from '../text/phone-digits.ts';
import { nameLikeness, nameWords } from './name-likeness.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** Why two records look alike: the field, and whether its values are the same, nearly the same, or one is part of the other. */
export type DuplicateReason = { readonly field: string; readonly how: 'same' | 'near' | 'part' };

/** How alike two records are. `percent`: the chance that they describe the same thing, 1 to 99. */
export type Likeness = { readonly percent: number; readonly reasons: readonly DuplicateReason[] };

/** The traits of a record by which it is compared. They are made once for each record. */
export type Traits = {
  readonly name: readonly string[];
  readonly emails: ReadonlyMap<string, string>;
  readonly phones: ReadonlyMap<string, string>;
  readonly websites: ReadonlyMap<string, string>;
  readonly address: string;
  /** Field → folded text, or the id of a link. */
  readonly context: ReadonlyMap<string, string>;
};

/** Returns the host of a website without "www.": "https://www.dunmere.example/en" → "dunmere.example". */
export function hostOf(website: string): string | undefined {
  const address = website
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//u, '');
  const host = /^(?:[^/?#@]*@)?(?:www\.)?([^/?#:\s]+\.[^/?#:\s.]{2,})\.?(?:[/?#:]|$)/u.exec(address)?.[1];
  return host;
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** Returns the keys of these fields' values, each with the first field that has it. */
function keysOf(
  fields: Fields,
  names: readonly string[] = [],
  key: (text: string) => string | undefined,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const name of names) {
    const text = textOf(fields[name]);
    const made = text === '' ? undefined : key(text);
    if (made !== undefined && !keys.has(made)) keys.set(made, name);
  }
  return keys;
}

/** Returns the address as it is compared: street and postal code or city. Empty without a street: half a town shares a postal code. */
function addressKey(value: JsonValue | undefined): string {
  const parts =
    typeof value === 'object' && value !== null ? new Map<string, JsonValue>(Object.entries(value)) : undefined;
  const part = (name: string) =>
    foldText(textOf(parts?.get(name)))
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const [street, place] = [part('street'), part('postalCode') || part('city')];
  return street === '' || place === '' ? '' : `${street}|${place}`;
}

/** Returns the traits of a record's fields. Kinds whose records cannot be merged have none to compare. */
export function traitsOf(entity: Entity, fields: Fields): Traits {
  const { emails, phones, websites, context = [] }: DuplicateRules = entity.duplicates ?? {};
  return {
    name: nameWords(textOf(fields[entity.title])),
    emails: keysOf(fields, emails, (text) => emailKeyOf(text)),
    phones: keysOf(fields, phones, phoneKeyOf),
    websites: keysOf(fields, websites, hostOf),
    address: entity.address === undefined ? '' : addressKey(fields[entity.address]),
    context: new Map(
      context.flatMap((name) => {
        const field = entity.fields[name];
        const value = fields[name];
        if (field === undefined || value === undefined || isEmptyValue(value)) return [];
        const key = field.type === 'ref' ? textOf(value) : nameWords(textOf(value)).join(' ');
        return key === '' ? [] : [[name, key]];
      }),
    ),
  };
}

/**
 * The weights of agreement and disagreement, as logarithms of likelihood ratios (Fellegi and Sunter, "A Theory for Record
 * Linkage", Journal of the American Statistical Association 64, 1969). `prior` is the weight of two records that
 * share nothing but the key that brought them together. Chosen; the examples in the test check the weights. Two records
 * with the same name and nothing else describe one thing or two with equal chance. One more agreement makes them likely the
 * same. Names of kinds without a context are rarer: two companies of one name are likely the same, two people are not.
 */
const weights = {
  prior: -6,
  name: { same: 6, near: 4.5, part: 2.5, different: -2.5 },
  rareName: 1.5,
  email: { same: 6, differs: -0.5 },
  phone: { same: 4, differs: -0.5 },
  website: { same: 4, differs: -1 },
  address: { same: 3.5, differs: -0.5 },
  context: { same: 2, differs: -2.5 },
} as const;

/** Returns the first field of the left record whose key the right one has, too. Undefined where one of them has no key. */
function shared(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): string | false | undefined {
  if (left.size === 0 || right.size === 0) return undefined;
  for (const [key, field] of left) if (right.has(key)) return field;
  return false;
}

/**
 * Returns how alike two records of a kind are, with the reasons, the most telling first. An equal e-mail address is
 * always worth a look, even with different names (S-4e).
 */
export function compareTraits(entity: Entity, left: Traits, right: Traits): Likeness {
  const reasons: { readonly field: string; readonly how: DuplicateReason['how']; readonly weight: number }[] = [];
  let total = weights.prior;
  const add = (weight: number, field?: string, how: DuplicateReason['how'] = 'same') => {
    total += weight;
    if (field !== undefined) reasons.push({ field, how, weight });
  };
  const name = nameLikeness(left.name, right.name);
  const isRare = name === 'same' && entity.duplicates?.context === undefined;
  if (name !== 'different') add(weights.name[name] + (isRare ? weights.rareName : 0), entity.title, name);
  else if (left.name.length > 0 && right.name.length > 0) add(weights.name.different);
  for (const [weight, mine, theirs] of [
    [weights.email, left.emails, right.emails],
    [weights.phone, left.phones, right.phones],
    [weights.website, left.websites, right.websites],
  ] as const) {
    const field = shared(mine, theirs);
    if (field === false) add(weight.differs);
    else if (field !== undefined) add(weight.same, field);
  }
  if (left.address !== '' && right.address !== '') {
    if (left.address === right.address) add(weights.address.same, entity.address);
    else add(weights.address.differs);
  }
  for (const [field, value] of left.context) {
    const other = right.context.get(field);
    if (other === value) add(weights.context.same, field);
    else if (other !== undefined) add(weights.context.differs);
  }
  const hasSameEmail = typeof shared(left.emails, right.emails) === 'string';
  const percent = Math.round(100 / (1 + Math.exp(-(hasSameEmail ? Math.max(0, total) : total))));
  return {
    percent: Math.min(99, Math.max(1, percent)),
    reasons: reasons.sort((a, b) => b.weight - a.weight).map(({ field, how }) => ({ field, how })),
  };
}

/** The number of letters of a name's word that pairs within one context share. */
const startLetters = 3;

/**
 * Returns the keys of a record's traits. Two records that are alike enough to be shown (`leastPercent`) share at least one. The
 * key is an equal name, address, number or host, or within one context a word with the same beginning. Near names alone are never
 * alike enough.
 */
export function blockingKeys({ name, emails, phones, websites, address, context }: Traits): readonly string[] {
  const starts = new Set(name.filter((word) => word.length >= startLetters).map((word) => word.slice(0, startLetters)));
  return [
    ...(name.length === 0 ? [] : [`name ${name.join('')}`]),
    ...[...emails.keys()].map((key) => `email ${key}`),
    ...[...phones.keys()].map((key) => `phone ${key}`),
    ...[...websites.keys()].map((key) => `host ${key}`),
    ...(address === '' ? [] : [`address ${address}`]),
    ...[...context].flatMap(([field, value]) => [...starts].map((start) => `${field} ${value} ${start}`)),
  ];
}

/** Pairs below this chance are not shown. */
export const leastPercent = 50;

/** Returns how sure a pair is, in three steps, for lists and words. */
export const surenessOf = (percent: number): 'sure' | 'likely' | 'possible' =>
  percent >= 95 ? 'sure' : percent >= 75 ? 'likely' : 'possible';
