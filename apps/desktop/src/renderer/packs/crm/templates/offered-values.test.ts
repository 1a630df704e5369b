import { fillTemplate } from '@outpost/domain/kernel/templates/fill-template';
import { describe, expect, it } from 'vitest';
import { valuesByName } from './offered-values.ts';
import { fillLetter } from './fill-letter.ts';
import { mailParts } from './draw-mail.ts';

describe('values by their names, as templates read them (MSG-20)', () => {
  const values = valuesByName([
    { path: 'deal.name', label: 'Name', text: 'South façade' },
    { path: 'deal.contact.firstName', label: 'Contact: First name', text: 'Perrin' },
    { path: 'deal.contact.email', label: 'Contact: E-mail', text: null },
    { path: 'me.name', label: 'Your name', text: 'Ilse Torvane' },
  ]);

  it('are found at every level', () => {
    expect(values).toStrictEqual({
      deal: { name: 'South façade', contact: { firstName: 'Perrin', email: null } },
      me: { name: 'Ilse Torvane' },
    });
  });

  it('an empty value of another record is a gap, and not an unknown name', () => {
    expect(fillTemplate('{{ deal.contact.email }}', values, { isMarkdown: true })).toStrictEqual({
      ok: false,
      why: 'gaps',
      gaps: ['deal.contact.email'],
    });
  });

  it('fill in a letter: its subject is one line and no Markdown', () => {
    expect(fillLetter({ subject: 'For\n{{ deal.name }}', words: '*{{ me.name }}*' }, values)).toStrictEqual({
      ok: true,
      subject: 'For South façade',
      words: '*Ilse Torvane*',
    });
  });

  it('name the gaps of subject and text once, and the first fault with its part', () => {
    expect(
      fillLetter({ subject: '{{ deal.contact.email }}', words: '{{ deal.contact.email }}' }, values),
    ).toStrictEqual({
      ok: false,
      gaps: ['deal.contact.email'],
    });
    expect(fillLetter({ subject: 'ok', words: '{{ deal.nmae }}' }, values)).toMatchObject({
      ok: false,
      fault: 'Text: Line 1: there is no value “deal.nmae”.',
    });
  });
});

describe('the parts of a mail that is shown', () => {
  it('are its style sheets, and its elements with their styles held back', () => {
    expect(mailParts('<style type="text/css">p { margin:0 }</style><p style="color:red">a</p>')).toStrictEqual({
      sheets: ['p { margin:0 }'],
      body: '<p data-mail-style="color:red">a</p>',
    });
  });
});
