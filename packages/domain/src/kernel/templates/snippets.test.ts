import { describe, expect, it } from 'vitest';
import {
  type ChosenSnippet,
  gapFault,
  gapsIn,
  isLanguage,
  isShortcut,
  markOfGap,
  shortcutAtEnd,
  snippetsByShortcut,
} from './snippets.ts';
import { fillSnippet } from './fill-snippet.ts';

const snippet = (id: string, more: Partial<ChosenSnippet> = {}): ChosenSnippet => ({ id, name: id, shortcut: ';addr', language: '', isOwn: false, ...more }); // prettier-ignore
const labels: Readonly<Record<string, string>> = { 'contact.firstName': 'First name', 'deal.amount': 'Amount' };
const fill = (words: string, values: Parameters<typeof fillSnippet>[1]) =>
  fillSnippet(words, values, (path) => labels[path] ?? path);

describe('shortcuts of snippets', () => {
  it('[PSH-1] a shortcut is one word that begins with a semicolon', () => {
    expect([';addr', ';a', ';été-2', `;${'x'.repeat(24)}`].filter((one) => !isShortcut(one))).toEqual([]);
    expect(['addr', ';', '; a', ';a b', ';;a', ';a;', `;${'x'.repeat(25)}`, ';a\n', ''].filter(isShortcut)).toEqual([]);
    expect(['en', 'de-CH', 'fil'].every(isLanguage)).toBe(true);
    expect(['EN', 'german', 'de_CH', ''].some(isLanguage)).toBe(false);
  });

  it('[PSH-2] reads the shortcut in which a text ends, and none inside of words, entities or code', () => {
    expect(['Dear ;ad', ';', 'a\n;addr', '(;x', 'x ;'].map(shortcutAtEnd)).toEqual([';ad', ';', ';addr', ';x', ';']);
    expect(['yes; no', 'yes;', ';addr ', 'a;b', '&amp;x', ';;', '7;x', `;${'x'.repeat(25)}`].map(shortcutAtEnd)).toEqual(Array.from({ length: 8 }, () => undefined)); // prettier-ignore
  });

  it('[PSH-2] of several with one shortcut takes the own language first, then the own snippet', () => {
    const chosen = (all: readonly ChosenSnippet[], locale = 'de-CH') =>
      snippetsByShortcut(all, locale).get(';addr')?.id;
    expect(chosen([snippet('all'), snippet('own', { isOwn: true })])).toBe('own');
    expect(chosen([snippet('own', { isOwn: true }), snippet('de', { language: 'de' })])).toBe('de');
    expect(chosen([snippet('de', { language: 'de', isOwn: true }), snippet('ch', { language: 'de-CH' })])).toBe('ch');
    expect(chosen([snippet('es', { language: 'es', isOwn: true }), snippet('all')])).toBe('all');
    expect(chosen([snippet('b'), snippet('a', { shortcut: ';ADDR' })])).toBe('a');
  });
});

describe('[PSH-3] filling in a snippet', () => {
  it('writes values, and the words for an empty value', () => {
    expect(fill('Dear {{ contact.firstName }},', { contact: { firstName: 'Maris' } })).toEqual({ ok: true, text: 'Dear Maris,', gaps: [] }); // prettier-ignore
    expect(fill("Dear {{ contact.firstName | default: 'you' }}", {})).toEqual({ ok: true, text: 'Dear you', gaps: [] });
  });

  it('shows an empty value, and one that nothing here has, as a gap with its name', () => {
    const words = 'Dear {{ contact.firstName }}, {{ deal.amount }} for {{ house.street }}, {{contact.firstName}}!';
    const filled = fill(words, { contact: { firstName: null } });
    expect(filled).toEqual({ ok: true, text: 'Dear [[First name]], [[Amount]] for [[house.street]], [[First name]]!', gaps: ['[[First name]]', '[[Amount]]', '[[house.street]]', '[[First name]]'] }); // prettier-ignore
    expect(gapsIn('Dear [[First name]], [x] [[]] [[a\nb]]')).toEqual(['[[First name]]']);
  });

  it('fills in once: an empty value is empty in conditions, in filters and for its default', () => {
    const at = { contact: { firstName: null } };
    const empty = "{{ contact.firstName | default: 'you' }}, {{ contact.firstName }}";
    expect(fill(empty, at)).toMatchObject({ ok: true, text: 'you, [[First name]]' });
    const asked = '{% if contact.firstName %}Dear{% else %}Hello{% endif %} {{ contact.firstName }}';
    expect(fill(asked, at)).toMatchObject({ ok: true, text: 'Hello [[First name]]' });
    for (const filter of ['truncate: 6', 'upcase', 'slice: 0, 4', 'split: " " | first', 'url_encode'])
      expect(fill(`{{ contact.firstName | ${filter} }}`, at)).toEqual({ ok: true, text: '[[First name]]', gaps: ['[[First name]]'] }); // prettier-ignore
  });

  it('writes a value that looks like a template as it is', () => {
    const values = { contact: { firstName: '{{ deal.amount }}{% if x %}' }, deal: { amount: '$5' } };
    expect(fill('{{ contact.firstName }} {{ deal.site }}', values)).toMatchObject({ ok: true, text: '{{ deal.amount }}{% if x %} [[deal.site]]' }); // prettier-ignore
  });

  it('makes a mark of any name', () => {
    expect(['First name', 'a [b]\n c', '', '[]', 'x'.repeat(90)].map(markOfGap)).toEqual(['[[First name]]', '[[a b c]]', '[[Value]]', '[[Value]]', `[[${'x'.repeat(80)}]]`]); // prettier-ignore
    expect(gapsIn(['', '[]', 'x'.repeat(90), `${'x'.repeat(79)} y`].map(markOfGap).join(' '))).toHaveLength(4);
  });

  it('says which gap keeps words from going out', () => {
    expect(gapFault('Hello', 'Dear [[First name]], [[Amount]]')).toContain('[[First name]]');
    expect(gapFault('Hello [x]', null, undefined)).toBeUndefined();
  });

  it('a value of another kind of thing, odd names and a fault end in words, and the values stay as they were', () => {
    const values = { deal: { contact: 'Maris' } };
    expect(fill('{{ deal.contact.email }}', values)).toMatchObject({ ok: true, text: '[[deal.contact.email]]' });
    expect(values).toEqual({ deal: { contact: 'Maris' } });
    expect(fill('{{ constructor.name }} {{ me.toString }}', { me: {} })).toMatchObject({ ok: true, text: '[[constructor.name]] [[me.toString]]' }); // prettier-ignore
    expect(fill('{% for x in (1..100000000) %}x{% endfor %}', {})).toMatchObject({ ok: false });
    expect(fill('{{ a', {})).toMatchObject({ ok: false });
  });
});
