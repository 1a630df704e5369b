import { describe, expect, it } from 'vitest';
import { askedByWord } from './stop-words.ts';

describe('[MSG-14] the words STOP, START and HELP', () => {
  // prettier-ignore
  it.each([
    'STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT',
    'stop', ' Stop. ', '"STOP"', 'Stop all', 'Opt out', 'opt-out', 'Please stop', 'STOP, thanks!', 'ＳＴＯＰ',
    'baja', 'Alto', 'CANCELAR', 'Arrêt', 'ARRET', 'désabonner', 'Fin', 'Stopp', 'Abmelden bitte', 'Aufhören', 'ENDE',
  ])('takes “%s” for an end', (text) => {
    expect(askedByWord(text)).toBe('stop');
  });

  it.each(['START', 'Yes', 'unstop.'])('takes “%s” for a new beginning', (text) => {
    expect(askedByWord(text)).toBe('start');
  });

  it.each(['HELP', 'info?', 'Hilfe'])('takes “%s” for a question', (text) => {
    expect(askedByWord(text)).toBe('help');
  });

  it.each([
    '',
    '…',
    'Stop by at five',
    'Yes, Tuesday works',
    'the end',
    'Cancel the visit on Monday',
    'Sí',
    'Ja',
    'constructor',
  ])('takes “%s” for a text like any other', (text) => {
    expect(askedByWord(text)).toBeUndefined();
  });
});
