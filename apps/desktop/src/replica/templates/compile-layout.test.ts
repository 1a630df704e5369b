import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { houseLayout } from '@outpost/domain/kernel/templates/house-layout';
import { describe, expect, it } from 'vitest';
import { compileLayout } from './compile-layout.ts';

const body = (inside: string) =>
  `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`;

describe('a layout of mails as HTML (MSG-23)', () => {
  it('has the mark of the words once, and loads nothing', async () => {
    const compiled = await compileLayout(houseLayout);
    const frame = 'frame' in compiled ? compiled.frame : '';
    expect(frame.split('{{ words }}')).toHaveLength(2);
    expect(frame).not.toMatch(/@import|<link|<script|fonts\.googleapis|url\(/i);
  });

  it('is for the house layout what the product has', async () => {
    expect(await compileLayout(houseLayout)).toStrictEqual({ frame: houseFrame });
  });

  it.each([
    ['nothing', ''],
    ['a text', 'Dear client'],
    ['HTML', '<html><body>{{ words }}</body></html>'],
    ['no place for the words', body('<mj-text>Hello</mj-text>')],
    ['two places for the words', body('<mj-text>{{ words }}</mj-text><mj-text>{{ words }}</mj-text>')],
    ['an unknown element', body('<mj-text>{{ words }}</mj-text><mj-rocket />')],
    ['an unknown attribute', body('<mj-text rocket="1">{{ words }}</mj-text>')],
    ['an element at a wrong place', '<mjml><mj-body><mj-text>{{ words }}</mj-text></mj-body></mjml>'],
    ['an unclosed element', '<mjml><mj-body><mj-section>'],
    ['a file of this computer', body('<mj-text>{{ words }}</mj-text><mj-include path="/etc/passwd" />')],
    ['too much HTML', body(`<mj-text>{{ words }}</mj-text>${'<mj-divider />'.repeat(900)}`)],
    ['too many levels', '<mj-section>'.repeat(2_000)],
  ])('says what is wrong where there is %s', async (_what, layout) => {
    const compiled = await compileLayout(layout);
    expect('faults' in compiled ? compiled.faults.join(' ') : compiled.frame.slice(0, 200)).toMatch(
      /Line \d+: |exactly one place|too large|MJML|mjml|Malformed|nested/i,
    );
    expect(compiled).not.toHaveProperty('frame');
  });
});
