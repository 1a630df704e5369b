import { addressFieldsOf } from '../catalogue/consents/consent-kinds.ts';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type FilledTemplate, prepareTemplate, type TemplateValues } from '../templates/fill-template.ts';
import type { JsonValue } from '../json.ts';

/** Types of field that are written alike in every language. Amounts, dates and figures are not: a campaign cannot name them. */
const spoken = new Set(['text', 'email', 'phone', 'choice', 'url', 'tags']);

const firstWord = (text: string): string | null => text.trim().split(/\s+/)[0] || null;

/**
 * CMP-7: returns the values that a message of a campaign may name: `{{ contact.firstName }}`, `{{ contact.jobTitle }}`, `{{ me.name }}`. They
 * are the same on a device and on the server, so that a preview shows what goes out. Without a record all of them are empty.
 */
export function campaignValues(entity: Entity, record: Pick<StoredRecord, 'fields'> | undefined, me: { readonly name: string }): TemplateValues {
  const own = Object.entries(entity.fields).flatMap(([name, field]): readonly (readonly [string, string | null])[] => {
    if (!spoken.has(field.type)) return [];
    const value = record?.fields[name];
    const options = field.type === 'choice' ? field.options : [];
    const label = options.find((one) => one.value === value)?.label;
    return [[name, label ?? wordsOf(value)]];
  });
  const title = wordsOf(record?.fields[entity.title]) ?? '';
  const kind = (entity.name.split('/')[1] ?? '').replaceAll('-', '_');
  return {
    [kind]: { ...Object.fromEntries(own), ...(entity.reach ? { firstName: firstWord(title) } : {}) },
    me: { name: me.name || null, firstName: firstWord(me.name) },
  };
} // prettier-ignore

function wordsOf(value: JsonValue | undefined): string | null {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join(', ') || null;
  return typeof value === 'string' ? value.trim() || null : null;
}

/** Returns the e-mail address or the number of a record; undefined where it has none. */
export function addressOnChannel(entity: Entity, record: Pick<StoredRecord, 'fields'>, channel: 'email' | 'text'): string | undefined {
  for (const name of addressFieldsOf(entity, channel)) {
    const value = record.fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
} // prettier-ignore

/** The parts of a message as they are written. A text has no subject. */
export type CampaignWords = { readonly subject: string; readonly words: string; readonly isMarkdown: boolean };
export type FilledWords =
  | { readonly ok: true; readonly subject: string; readonly words: string }
  | Extract<FilledTemplate, { readonly ok: false }>;

/** Reads a message once, and returns the function that fills it in. A subject is one line. */
export function prepareWords({ subject, words, isMarkdown }: CampaignWords): (values: TemplateValues) => FilledWords {
  const [line, text] = [prepareTemplate(subject, { isMarkdown: false }), prepareTemplate(words, { isMarkdown })];
  return (values) => {
    const [first, second] = [line(values), text(values)];
    if (!first.ok && first.why === 'fault') return first;
    if (!second.ok && second.why === 'fault') return second;
    if (first.ok && second.ok)
      return { ok: true, subject: first.text.replaceAll(/\s+/g, ' ').trim(), words: second.text };
    const gaps = [first, second].flatMap((one) => (!one.ok && one.why === 'gaps' ? one.gaps : []));
    return { ok: false, why: 'gaps', gaps: [...new Set(gaps)] };
  };
}
