import { Hono } from 'hono';
import { html } from 'hono/html';
import type { KeptMail } from './kept-mails.ts';

const hosts = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;
const ownStyle = `:root{color-scheme:light dark;font:15px/22px system-ui,sans-serif}body{max-width:680px;margin:0 auto;padding:24px 16px}
h1{font-size:20px}h2{font-size:16px;margin:0}ol{list-style:none;margin:0;padding:0}li{padding:16px 0;border-top:1px solid #8886}p{margin:4px 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:12px 0}`;

const page = (mails: readonly KeptMail[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta http-equiv="refresh" content="5" />
        <title>Mails of this Outpost</title>
        <style>
          ${ownStyle}
        </style>
      </head>
      <body>
        <h1>Mails of this Outpost</h1>
        <p>
          This server sends no e-mail. All its mails are shown here until it stops, newest first: mails about accounts,
          and mails that people and automations write. With SMTP_URL it sends them, and this page is gone.
        </p>
        ${mails.length === 0 ? html`<p>No mails yet.</p>` : ''}
        <ol>
          ${mails.map(
            ({ id, to, subject, text, at }) =>
              html`<li>
                <h2>${subject}</h2>
                <p>To ${to}, <time datetime="${at}">${at.slice(11, 19)} UTC</time></p>
                <pre>${text}</pre>
                <a href="/mails/${id}" target="_blank" rel="noopener">As HTML</a>
              </li>`,
          )}
        </ol>
      </body>
    </html>`;

/** Returns the HTML of a mail with the addresses of its pictures on this page, in place of their ids in the mail. */
const withPictures = (text: string, { id, pictures = [] }: KeptMail): string =>
  pictures.reduce(
    (shown, { cid }) => shown.replaceAll(`"cid:${cid}"`, `"/mails/${id}/pictures/${encodeURIComponent(cid)}"`),
    text,
  );

/**
 * The local page of a server for trying out: all its mails, with the codes in them. It answers only to names of this machine, so
 * that no page of another site can read it under a name of its own (DNS rebinding).
 */
export function mailsApp(all: () => readonly KeptMail[]): Hono {
  const app = new Hono();
  app.use('*', async (c, next) => {
    if (!hosts.test(c.req.header('host') ?? '')) return c.text('This page is for this machine only.', 403);
    await next();
    c.res.headers.set('cache-control', 'no-store');
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return undefined;
  });
  app.get('/', (c) => c.html(page(all())));
  app.get('/mails.json', (c) =>
    c.json({
      mails: all().map(({ pictures = [], ...mail }) => ({
        ...mail,
        pictures: pictures.map(({ bytes, ...picture }) => ({ ...picture, sizeBytes: bytes.length })),
      })),
    }),
  );
  app.get('/mails/:id', (c) => {
    const mail = all().find(({ id }) => id === c.req.param('id'));
    return mail?.html === undefined ? c.text('This mail is gone.', 404) : c.html(withPictures(mail.html, mail));
  });
  app.get('/mails/:id/pictures/:cid', (c) => {
    const pictures = all().find(({ id }) => id === c.req.param('id'))?.pictures ?? [];
    const picture = pictures.find(({ cid }) => cid === c.req.param('cid'));
    if (!picture) return c.text('This picture is gone.', 404);
    return c.body(Uint8Array.from(picture.bytes), 200, { 'content-type': picture.mediaType });
  });
  return app;
}
