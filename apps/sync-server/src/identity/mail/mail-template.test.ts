import { describe, expect, it } from 'vitest';
import * as mails from './account-mails.ts';
import { mailOf } from './mail-template.ts';

const words = (html: string): string =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

describe('mails about accounts', () => {
  const to = { to: 'ilse@example.com', organisation: 'Nordwind' };
  const all = [
    mails.codeMail(to, 'K7PM-X2QD', 30),
    mails.passwordChangedMail(to),
    mails.passwordGivenMail(to),
    mails.lockedMail(to),
  ];

  it('have the same words as text and as HTML, and load nothing', () => {
    for (const { text, html = '' } of all) {
      expect(words(html)).toBe(text.replace(/\s+/g, ' ').trim());
      expect(html).not.toMatch(/src=|href=|url\(|@import|<script|https?:/i);
      expect(html).toContain('prefers-color-scheme:dark');
    }
  });

  it('[PLT-45a] have the colour and the name of the organisation in the HTML, and no value that is no colour', () => {
    const of = (accent: string | null) => mailOf('a@example.com', 'Hello', ['Words'], { name: 'Nord & Wind', accent });
    expect(of('#2f5fd6').html).toContain('border-top:4px solid #2f5fd6">Nord &amp; Wind</p>');
    expect(of('#2f5fd6').text).toBe(of(null).text);
    for (const accent of [null, 'red', '#fff;background:url(x)', '"><script>'])
      expect(of(accent).html).toBe(mailOf('a@example.com', 'Hello', ['Words']).html);
  });

  it('show a name as it is written, and no markup from it', () => {
    const { html, text, subject } = mailOf('ilse@example.com', 'Hello\r\nBcc: x@example.com', [
      `<img src=x onerror="alert('1')"> & Sons`,
      { code: '<b>' },
    ]);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; Sons');
    expect(html).toContain('>&lt;b&gt;<');
    expect(text).toContain(`<img src=x onerror="alert('1')"> & Sons`);
    expect(subject).toBe('Hello Bcc: x@example.com');
  });
});
