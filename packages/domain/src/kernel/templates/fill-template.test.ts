import { afterEach, describe, expect, it, vi } from 'vitest';
import { fillTemplate, type TemplateValues } from './fill-template.ts';

const values: TemplateValues = {
  deal: { name: 'South *façade*', amount: '$46,800', site: null, lines: [{ name: 'Shades' }, { name: 'Motors' }] },
  contact: { firstName: 'Perrin', company: '# <b>Hallam</b>' },
};
const fill = (template: string, isMarkdown = true) => fillTemplate(template, values, { isMarkdown });

describe('[MSG-21] a template filled in', () => {
  it.each([
    ['Dear {{ contact.firstName }},', 'Dear Perrin,'],
    ['{{deal.amount}} for {{ deal.name }}', '$46,800 for South \\*façade\\*'],
    ['at {{ deal.site | default: "your site" }}', 'at your site'],
    ['{% if deal.site %}at {{ deal.site }}{% else %}soon{% endif %}', 'soon'],
    ['{% for line in deal.lines %}- {{ line.name }}\n{% endfor %}', '- Shades\n- Motors\n'],
    ['{{ contact.company }}', '\\# \\<b\\>Hallam\\</b\\>'],
    ['{{ contact.firstName | upcase }}', 'PERRIN'],
    ['no values', 'no values'],
  ])('%s', (template, text) => {
    expect(fill(template)).toStrictEqual({ ok: true, text });
  });

  describe('while the computer does something else', () => {
    afterEach(() => void vi.restoreAllMocks());
    /** The clock goes on by 150 ms at each of these readings. */
    const clockJumps = (isPause: (reading: number) => boolean): void => {
      let [reading, atMs] = [0, 0];
      vi.spyOn(performance, 'now').mockImplementation(() => {
        reading += 1;
        if (isPause(reading)) atMs += 150;
        return atMs;
      });
    };

    it('is filled in again when it took too long, and is a fault when it takes too long each time', () => {
      clockJumps((reading) => reading === 2);
      expect(fill('Dear {{ contact.firstName }},')).toStrictEqual({ ok: true, text: 'Dear Perrin,' });
      clockJumps(() => true);
      const slow = fill('Dear {{ contact.firstName }},');
      expect(slow.ok || slow.why === 'gaps' ? '' : slow.message).toContain('takes too long');
    });
  });

  it('names each empty value that it would write', () => {
    expect(fill('{{ deal.site }} {{ deal.site | upcase }} {{ contact.firstName }}')).toStrictEqual({
      ok: false,
      why: 'gaps',
      gaps: ['deal.site'],
    });
  });

  it('[MSG-20] escapes nothing in a subject, which is not Markdown', () => {
    expect(fill('For {{ deal.name }}', false)).toStrictEqual({ ok: true, text: 'For South *façade*' });
  });

  it.each([
    ['Dear {{ contact.lastNmae }}', 'Line 1: there is no value “contact.lastNmae”.'],
    ['one\ntwo {% if deal.name %}', 'Line 2: '],
    ['{{ deal.lines }}', '“deal.lines” has several values'],
    ['{{ contact }}', '“contact” has several values: name one of them, such as contact.firstName'],
    ['{{ deal.name | shout }}', 'undefined filter: shout'],
    ['{% include "secrets" %}', 'tag "include" not found'],
    ['{% render "secrets" %}', 'tag "render" not found'],
    ['{% raw %}{{ x }}{% endraw %}', 'tag "raw" not found'],
    ['{{ deal.constructor }}', 'there is no value “deal.constructor”.'],
    ['{{ deal.__proto__ }}', 'there is no value “deal.__proto__”.'],
    ['{% for a in (1..100000000) %}{{ a }}{% endfor %}', 'too much text'],
    [
      '{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}',
      'too much text',
    ],
    ['{{ "x" | append: "x" }}'.repeat(900), 'more than 20,000 characters'],
    ['{% assign a = "x" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a }}', 'too much text'],
    ['{{', 'Line 1: '],
    ['{% %}', 'Line 1: '],
  ])('%s is a fault, in words', (template, words) => {
    const filled = fill(template);
    expect(filled).toMatchObject({ ok: false, why: 'fault' });
    expect('message' in filled ? filled.message : '').toContain(words);
  });
});
