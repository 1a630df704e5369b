import { z } from 'zod';

/** The providers of mailboxes that this build knows by name. */
const providerKeys = ['google', 'microsoft'] as const;

/** A mail server, as "host:port". */
const mailServer = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,253}:\d{1,5}$/, 'names a mail server that is not written as "host:port"')
  .transform((text) => ({ host: text.slice(0, text.lastIndexOf(':')).toLowerCase(), port: Number(text.slice(text.lastIndexOf(':') + 1)) })); // prettier-ignore
const page = z.string().refine((text) => URL.parse(text)?.protocol === 'https:', {
  error: 'has an address that does not begin with https://',
});
const words = z.string().min(1).max(2_000);
const given = z.strictObject({
  clientId: words,
  secret: words,
  authorizeUrl: page.optional(),
  tokenUrl: page.optional(),
  scopes: words.optional(),
  imap: mailServer.optional(),
  smtp: mailServer.optional(),
});

const readJson = (text: string, at: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    at.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
};

/** The setting of the providers at which people sign in to their mailboxes (MBX-17). */
export const mailboxFields = {
  OUTPOST_MAILBOX_PROVIDERS: z
    .string()
    .transform(readJson)
    .pipe(z.strictObject({ google: given.optional(), microsoft: given.optional() }))
    .default({}),
};

/** A valid example of it. */
export const mailboxExamples = {
  OUTPOST_MAILBOX_PROVIDERS: '{"google":{"clientId":"1234567890-abc.apps.googleusercontent.com","secret":"the secret of that client"}}', // prettier-ignore
} as const satisfies Record<keyof typeof mailboxFields, string>;

/**
 * Sources: developers.google.com/identity/protocols/oauth2/web-server and /gmail/imap/xoauth2-protocol; learn.microsoft.com, "Authenticate an IMAP, POP
 * or SMTP connection using OAuth". `openid email` gives the address.
 */
const presets = {
  google: {
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scopes: 'openid email https://mail.google.com/',
    asked: { access_type: 'offline', prompt: 'consent select_account' },
    imap: { host: 'imap.gmail.com', port: 993 },
    smtp: { host: 'smtp.gmail.com', port: 465 },
  },
  microsoft: {
    authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scopes: 'openid email https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access', // prettier-ignore
    asked: { prompt: 'select_account' },
    imap: { host: 'outlook.office365.com', port: 993 },
    smtp: { host: 'smtp.office365.com', port: 587 },
  },
} as const;

/** Returns the providers of the settings. What a setting leaves out is as the provider documents it. */
export const mailboxProvidersOf = ({ OUTPOST_MAILBOX_PROVIDERS: all }: z.output<z.ZodObject<typeof mailboxFields>>) =>
  providerKeys.flatMap((key) => {
    const own = all[key];
    if (!own) return [];
    const { clientId, secret } = own;
    const { authorizeUrl, tokenUrl, scopes, asked, imap, smtp } = presets[key];
    return [{ key, clientId, secret, asked, authorizeUrl: own.authorizeUrl ?? authorizeUrl, tokenUrl: own.tokenUrl ?? tokenUrl, scopes: own.scopes ?? scopes, imap: own.imap ?? imap, smtp: own.smtp ?? smtp }];
  }); // prettier-ignore

/** A provider at which people sign in to their mailboxes, with this server's own client there. */
export type MailboxProviderSetting = ReturnType<typeof mailboxProvidersOf>[number];
