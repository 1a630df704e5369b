import { describe, expect, it } from 'vitest';
import { type KeptSnippet, sameShortcut } from './same-shortcut.ts';

const [me, dana] = ['me', 'dana'];
const snippet = (id: string, more: Partial<KeptSnippet> = {}): KeptSnippet => ({ id, name: id, shortcut: ';addr', language: '', words: 'x', isOwn: more.holder === me, holder: 'everyone', ...more }); // prettier-ignore
const own = snippet('own', { holder: me });
const compared = (one: KeptSnippet, ...others: readonly KeptSnippet[]) => sameShortcut(one, others, 'de-CH');

describe('[PSH-2] a snippet and others with the same shortcut', () => {
  it('two of one owner, and two of everybody, need different shortcuts, whatever their case and accents', () => {
    const fault = { fault: '“taken” has this shortcut.' };
    expect(compared(own, snippet('taken', { holder: me, shortcut: ';ADDR' }))).toEqual(fault);
    expect(compared(snippet('a', { holder: dana, shortcut: ';été' }), snippet('taken', { holder: dana, shortcut: ';ETE' }))).toEqual(fault); // prettier-ignore
    expect(compared(snippet('a'), snippet('taken'))).toEqual(fault);
    expect(compared(own, own)).toEqual({});
    expect(compared(own, snippet('taken', { holder: me, shortcut: ';addr2' }))).toEqual({});
  });

  it('between an own one and everybody’s, the own one is used, and the person is told', () => {
    expect(compared(own, snippet('all'))).toEqual({ note: '“all” has this shortcut, too. Your texts take this one.' });
    expect(compared(snippet('all'), own)).toEqual({ note: '“own” has this shortcut, too. Your texts take it, and not this one.' }); // prettier-ignore
  });

  it('of several languages, the one of the person is used, also before an own one', () => {
    const german = snippet('german', { language: 'de' });
    expect(compared(own, german)).toEqual({ note: '“german” has this shortcut, too. Your texts take it, and not this one.' }); // prettier-ignore
    expect(compared(snippet('spanish', { holder: me, language: 'es' }), own)).toEqual({ note: '“own” has this shortcut, too. Your texts take it, and not this one.' }); // prettier-ignore
  });
});
