/** The grounds on which a mail shows the colour of an organisation. */
export const [lightSheet, darkSheet] = ['#ffffff', '#24221f'] as const;

/**
 * The places of the look of an organisation in a mail that waits (PLT-45a), with its id. The look is read when the mail is sent:
 * so no transaction waits for the bytes of a logo, and a new look counts at once. A server of the build before sends the
 * mail with these comments, which nobody sees.
 */
export const lookMark = /<!--look of ([0-9a-f-]{36})-->/;
export const lookStyleMark = '/*"look"*/';

// Mail programs that ignore a sheet of styles show the inline ones, which are those for light.
export const mailStyles = {
  body: 'margin:0;padding:24px 12px;background:#f5f4f0;color:#1f1d1a',
  sheet: `max-width:480px;margin:0 auto;padding:24px;background:${lightSheet};border:1px solid #e4e1da;border-radius:8px;font:15px/22px system-ui,-apple-system,Segoe UI,Roboto,sans-serif`,
  look: 'margin:0 0 16px;padding:12px 0 0;font-weight:600',
  bar: ';border-top:4px solid',
  logo: 'height:32px;max-width:160px;margin:0 10px 0 0;padding:2px;border-radius:4px;background:#ffffff;vertical-align:middle',
  part: 'margin:0 0 16px',
  code: 'margin:0 0 16px;padding:12px 16px;background:#f5f4f0;border-radius:6px;font:600 24px/32px ui-monospace,Consolas,monospace;letter-spacing:2px;text-align:center',
  link: 'color:#1f4fc4;overflow-wrap:anywhere',
  signature: 'margin:0;color:#68645c;font-size:13px',
} as const;
