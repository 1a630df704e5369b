import { describe, expect, it } from 'vitest';
import * as mails from './account-mails.ts';
import { contrastOf } from '@outpost/domain/kernel/text/contrast';
import { dressedHtml, organisationOf } from './dressed-mail.ts';
import { mailOf } from './mail-template.ts';
import { coloursIn, type InlinePicture } from './organisation-look.ts';

const words = (html: string): string =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

const orgId = '0190b1f2-7c00-7000-8000-000000000001';

describe('mails about accounts', () => {
  const to = { to: 'ilse@example.com', organisation: 'Nordwind' };
  const all = [
    mails.codeMail(to, 'K7PM-X2QD', 30),
    mails.passwordChangedMail(to),
    mails.passwordGivenMail(to),
    mails.lockedMail(to),
    mails.providerLinkedMail(to, 'Nordwind ID'),
    mails.lostDeviceMail(to, { person: 'Max', device: 'MAX-T14', at: new Date(0), timeZone: 'UTC', link: undefined }),
    mails.addressMovedMail(to, { former: 'ilse@example.com', next: 'i@example.com', by: 'Ann', isLinked: true }),
  ];

  it('have the same words as text and as HTML, and load nothing', () => {
    for (const { text, html = '' } of all) {
      expect(words(html)).toBe(text.replace(/\s+/g, ' ').trim());
      expect(html).not.toMatch(/src=|href=|url\(|@import|<script|https?:/i);
      expect(html).toContain('prefers-color-scheme:dark');
    }
  });

  it('[D-5] tell administrators of a lost device on one line each, with the link where the server knows its address', () => {
    const of = (link: string | undefined) => mails.lostDeviceMail(to, { person: 'Max', device: 'MAX\nT14', at: new Date(0), timeZone: 'Europe/Vienna', link }); // prettier-ignore
    const { subject, text, html = '' } = of('https://crm.example.com/sign-in/open#a');
    expect(subject).toBe('A device of Nordwind was reported as lost');
    expect(text).toContain('\n\nMAX T14, 1 January 1970 at 01:00 (Europe/Vienna)\n\n');
    expect(text).toContain('This link opens the devices of Max:\n\n    https://crm.example.com/sign-in/open#a\n');
    expect(words(html)).toBe(text.replace(/\s+/g, ' ').trim());
    expect(of(undefined).text).not.toMatch(/link/);
  });

  it('[PLT-45a] have the colour and the name of the organisation in the HTML, and no value that is not a colour', () => {
    const plain = mailOf('a@example.com', 'Hello', ['Words']);
    const waiting = mailOf({ to: 'a@example.com', orgId }, 'Hello', ['Words']);
    expect(organisationOf(waiting.html ?? '')).toBe(orgId);
    const of = (accent: string | null) => dressedHtml(waiting.html ?? '', { name: 'Nord & Wind', ...coloursIn(accent), logo: null }); // prettier-ignore
    expect(of('#2f5fd6').html).toContain('border-top:4px solid #2f5fd6">Nord &amp; Wind</p>');
    expect(waiting.text).toBe(plain.text);
    const without = dressedHtml(plain.html ?? '', undefined);
    for (const accent of [null, 'red', '#fff;background:url(x)', '"><script>']) expect(of(accent)).toEqual(without);
    expect(dressedHtml(waiting.html ?? '', undefined)).toEqual(without);
    expect(without.html).not.toContain('look');
  });

  it('[PLT-45a] show the colour with a contrast of 3 to 1 on the light and on the dark sheet, as near to the own colour as it goes', () => {
    expect(coloursIn('#2f5fd6').light).toBe('#2f5fd6');
    for (const accent of ['#2f5fd6', '#000000', '#ffffff', '#ffee00', '#101010', '#767676']) {
      const { light, dark } = coloursIn(accent);
      expect(contrastOf(light ?? accent, '#ffffff')).toBeGreaterThanOrEqual(3);
      expect(contrastOf(dark ?? accent, '#24221f')).toBeGreaterThanOrEqual(3);
      const { html } = dressedHtml(mailOf({ to: 'a@example.com', orgId }, 'Hello', ['Words']).html ?? '', { name: 'N', light, dark, logo: null }); // prettier-ignore
      expect(html).toContain(`(prefers-color-scheme:dark){.look{border-color:${dark}!important}`);
    }
  });

  it('[PLT-45a] bring the logo with them, before the name, also without a colour', () => {
    const logo: InlinePicture = { cid: 'logo.1@outpost', fileName: 'logo.png', mediaType: 'image/png', bytes: new Uint8Array(4) }; // prettier-ignore
    const { html, pictures } = dressedHtml(mailOf({ to: 'a@example.com', orgId }, 'Hello', ['Words']).html ?? '', { name: '$& <b>', light: null, dark: null, logo }); // prettier-ignore
    expect(html).toMatch(
      /<p class="look" style="[^"]*"><img src="cid:logo\.1@outpost" alt="" [^>]*>\$&amp; &lt;b&gt;<\/p>/,
    );
    expect(html).not.toContain('border-top:4px');
    expect(pictures).toEqual([logo]);
    const alone = mailOf('a@example.com', 'Hello', ['Words']).html ?? '';
    expect(dressedHtml(alone, { name: 'N', light: '#2f5fd6', dark: '#2f5fd6', logo }).html).not.toContain('<img');
  });

  it('[PLT-45a] take no look from the words of a person', () => {
    const forged = `<!--look of ${orgId}--> /*"look"*/`;
    expect(organisationOf(mailOf('a@example.com', forged, [forged]).html ?? '')).toBeUndefined();
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
