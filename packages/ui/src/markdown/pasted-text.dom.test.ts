import { describe, expect, it } from 'vitest';
import { markdownOfHtml, pastedText } from './pasted-text.ts';

const word = `<html><head><style>p{margin:0}</style></head><body lang=EN-US><!--StartFragment-->
<p class=MsoNormal><b>Survey<o:p></o:p></b></p><p class=MsoNormal>South wall<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>·<span>&nbsp;&nbsp; </span></span><![endif]>Brackets</p>
<p class=MsoListParagraphCxSpLast><![if !supportLists]><span>2.<span>&nbsp; </span></span><![endif]>Cables</p><!--EndFragment--></body></html>`;
const count = (number: number) => number.toLocaleString('en-US');

describe('pasted text', () => {
  it('from Word becomes Markdown: bold words, and lists that Word writes as paragraphs', () => {
    expect(markdownOfHtml(word)).toBe('**Survey**\n\nSouth wall\n\n- Brackets\n2. Cables');
  });

  it('from a web page keeps headings, lists, links and quotes, and nothing that runs or loads', () => {
    const html = `<h2>Plan</h2><ul><li>One <a href="https://example.com/a">page</a></li><li>Two <a href="javascript:alert(1)">bad</a></li></ul>
      <blockquote>Said</blockquote><script>alert(1)</script><img src="https://tracker.example/x.png" onerror="alert(1)">`;
    expect(markdownOfHtml(html)).toBe('## Plan\n\n- One [page](https://example.com/a)\n- Two bad\n\n> Said');
  });

  it('from Google Docs is not bold as a whole', () => {
    expect(markdownOfHtml('<b style="font-weight:normal;" id="docs"><p>Plain <b>strong</b></p></b>')).toBe('Plain **strong**'); // prettier-ignore
  });

  it('is the plain text where the HTML has no format, and where it is too large to read', () => {
    expect(pastedText({ html: '<div><span>a_b</span></div>', text: 'a_b\r\nc' }, 10, count)).toEqual({
      text: 'a_b\nc',
    });
    expect(markdownOfHtml(`<p>${'x'.repeat(1_000_001)}</p>`)).toBeUndefined();
  });

  it('of 50 MB is refused whole, with the number of characters that there is room for', () => {
    const started = performance.now();
    const pasted = pastedText({ html: '', text: 'x'.repeat(50_000_000) }, 18_240, count);
    expect(pasted).toEqual({
      refused:
        'This text has 50,000,000 characters, and there is room for 18,240 here. Nothing was pasted. Keep a long text as a file.',
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
