import { describe, expect, it } from 'vitest';
import { foldMail } from './fold-mail.ts';

const said = (text: string) => foldMail(text).said;

describe('[MBX-4] quoted text and signatures are folded', () => {
  it.each([
    ['Gmail', 'Nine is fine.\n\nOn Sat, Nov 28, 2026 at 10:12 AM Mia Fenn <mia@fenwright.example> wrote:\n\n> Dear client\n> Nine?\n'],
    ['Gmail, broken in two lines', 'Nine is fine.\n\nOn Sat, Nov 28, 2026 at 10:12 AM Mia Fenn with a long name\n<mia@fenwright.example> wrote:\n\n> Dear client\n'],
    ['Gmail in German', 'Neun passt.\n\nAm Sa., 28. Nov. 2026 um 10:12 Uhr schrieb Mia Fenn <\nmia@fenwright.example>:\n\n> Guten Tag\n'],
    ['Apple Mail', 'Nine is fine.\r\n\r\nSent from my iPhone\r\n\r\n> On 28. Nov 2026, at 10:12, Mia <mia@fenwright.example> wrote:\r\n> \r\n> Dear client\r\n'],
    ['Apple Mail in German', 'Neun passt.\n\nVon meinem iPhone gesendet\n\n> Am 28.11.2026 um 10:12 schrieb Mia <mia@fenwright.example>:\n> \n> Guten Tag\n'],
    ['Thunderbird', 'Nine is fine.\n\nOn 28/11/2026 10:12, Mia wrote:\n> Dear client\n> Nine?\n-- \nCleo\n'],
    ['Outlook', 'Nine is fine.\r\n\r\nFrom: Mia Fenn <mia@fenwright.example>\r\nSent: Saturday, November 28, 2026 10:12 AM\r\nTo: Cleo\r\nSubject: Your offer\r\n\r\nDear client\r\n'],
    ['Outlook for the web', 'Nine is fine.\n________________________________\nFrom: Mia <mia@fenwright.example>\nSent: Saturday\nTo: Cleo\nSubject: Your offer\n\nDear client'],
    ['Outlook in German', 'Neun passt.\n\nVon: Mia Fenn <mia@fenwright.example>\nGesendet: Samstag, 28. November 2026 10:12\nAn: Cleo\nBetreff: Ihr Angebot\n\nGuten Tag'],
    ['an old Outlook', 'Nine is fine.\n\n-----Original Message-----\nFrom: Mia\nDear client'],
    ['an old Outlook in German', 'Neun passt.\n\n-----Ursprüngliche Nachricht-----\nVon: Mia\nGuten Tag'],
    ['French', 'Neuf heures.\n\nLe sam. 28 nov. 2026 à 10:12, Mia <mia@fenwright.example> a écrit :\n> Bonjour'],
    ['a signature', 'Nine is fine.\n-- \nCleo Marsh\n+1 303 555 0164'],
  ])('%s', (_, text) => {
    expect(said(text)).toMatch(/^(?:Nine is fine\.|Neun passt\.|Neuf heures\.)$/);
    expect(foldMail(text).folded).not.toBe('');
  }); // prettier-ignore

  it('an answer between quoted lines stays whole', () => {
    const text = 'See below.\n\nOn Sat, Mia wrote:\n> Nine?\nYes.\n> And the price?\nToo high.';
    expect(foldMail(text)).toEqual({ said: text, folded: '' });
  });

  it('a text without quotes stays as it is, also with words that look like their beginning', () => {
    for (const text of ['From: here on it is clear.\nThanks', 'On Monday we wrote:\n\na letter, and', 'A -- B\n--- \nC', '> only quoted'])
      expect(foldMail(text)).toEqual({ said: text.trim(), folded: '' });
  }); // prettier-ignore

  it('a forwarded e-mail without words of its own stays whole', () => {
    const text = '-----Original Message-----\nFrom: Mia\n\nDear client';
    expect(foldMail(text)).toEqual({ said: text, folded: '' });
  });

  it('keeps every word of the e-mail in one of the parts', () => {
    const text = 'Yes.\n\nOn Sat, Nov 28, 2026 at 10:12 AM Mia <m@x.example> wrote:\n> one\n> two\n-- \nCleo';
    const folded = foldMail(text);
    expect(`${folded.said}\n\n${folded.folded}`).toBe(text);
  });

  it('hostile texts are read in linear time: a megabyte of "On " and a million marks', () => {
    const lines = `${'On '.repeat(300_000)}\n${'>'.repeat(1_000_000)}\n${'On a\n'.repeat(4_000)}`;
    expect(foldMail(lines).said.length).toBeGreaterThan(0);
  });
});
