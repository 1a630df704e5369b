import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** Whether a text is a public key on the curve P-256, as DER in base64 (SubjectPublicKeyInfo). SendGrid shows it so. */
function isP256Key(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

const address = (...protocols: readonly string[]) =>
  z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), {
    error: `is not an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`,
  });
const most = (limit: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value <= limit, { error: `is not between 0 and ${limit}` });

/** The settings of outgoing mail: by SMTP or by SendGrid. */
export const mailFields = {
  SMTP_URL: address('smtp:', 'smtps:').optional(),
  SENDGRID_API_KEY: z
    .string()
    .regex(/^SG\.[\w.-]{10,200}$/, 'is not an API key of SendGrid, which begins with SG.')
    .optional(),
  SENDGRID_URL: address('http:', 'https:').optional(),
  SENDGRID_WEBHOOK_KEY: z
    .string()
    .refine(isP256Key, 'is not the verification key of the event webhook (P-256, in base64)')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'is not an e-mail address, with or without a name')
    .optional(),
  OUTPOST_MAILS_PER_PERSON: most(1_000_000).default(200),
  OUTPOST_MAILS_PER_TENANT: most(100_000_000).default(5_000),
};

/** A valid example of each of them. */
export const mailExamples = {
  SMTP_URL: 'smtps://user:secret@mail.example.com:465',
  SENDGRID_API_KEY: 'SG.the-key-of-that-account',
  SENDGRID_URL: 'https://api.eu.sendgrid.com',
  SENDGRID_WEBHOOK_KEY: 'the verification key that SendGrid shows for the event webhook',
  MAIL_FROM: 'Outpost <crm@example.com>',
  OUTPOST_MAILS_PER_PERSON: '200',
  OUTPOST_MAILS_PER_TENANT: '5000',
} as const satisfies Record<keyof typeof mailFields, string>;

/**
 * The way out for e-mail. `url` of SendGrid: another service with its interface; null: SendGrid's own. `verifyKey`: of its event webhook;
 * null: no reports are read.
 */
export type MailWay =
  | { readonly by: 'smtp'; readonly url: string }
  | {
      readonly by: 'sendgrid';
      readonly apiKey: string;
      readonly url: string | null;
      readonly verifyKey: string | null;
    };

export type MailSetting = {
  readonly way: MailWay;
  readonly from: string;
  /** The number of e-mails sent among those written within 24 hours (E-3). */
  readonly limits: { readonly perPerson: number; readonly perTenant: number };
};

type Given = z.output<z.ZodObject<typeof mailFields>>;
type Missing = { readonly name: keyof typeof mailFields; readonly problem: string; readonly example: string };

/** Returns the settings of outgoing mail; null: e-mails wait. Or what is wrong with them together. */
export function mailSettingOf(given: Given): MailSetting | Missing | null {
  const { SMTP_URL: smtp, SENDGRID_API_KEY: apiKey, SENDGRID_URL: url, SENDGRID_WEBHOOK_KEY: verifyKey, MAIL_FROM: from } = given; // prettier-ignore
  const problem = (name: Missing['name'], text: string): Missing => ({
    name,
    problem: text,
    example: mailExamples[name],
  });
  if (smtp !== undefined && apiKey !== undefined)
    return problem('SENDGRID_API_KEY', 'is one way out too many: give it or SMTP_URL');
  const needy = url !== undefined ? 'SENDGRID_URL' : verifyKey !== undefined ? 'SENDGRID_WEBHOOK_KEY' : undefined;
  if (needy !== undefined && apiKey === undefined)
    return problem('SENDGRID_API_KEY', `is missing, and ${needy} needs it`);
  const limits = { perPerson: given.OUTPOST_MAILS_PER_PERSON, perTenant: given.OUTPOST_MAILS_PER_TENANT };
  const way: MailWay | undefined =
    smtp !== undefined
      ? { by: 'smtp', url: smtp }
      : apiKey !== undefined
        ? { by: 'sendgrid', apiKey, url: url ?? null, verifyKey: verifyKey ?? null }
        : undefined;
  if (!way) return null;
  if (from === undefined)
    return problem('MAIL_FROM', `is missing, and ${way.by === 'smtp' ? 'SMTP_URL' : 'SENDGRID_API_KEY'} needs it`);
  return { way, from, limits };
}
