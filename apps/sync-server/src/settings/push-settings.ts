import { z } from 'zod';

const keyOf = (chars: number, what: string) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${chars}}$`), `is not ${what} in base64url`);
const subject = z.string().refine((text) => ['https:', 'mailto:'].includes(URL.parse(text)?.protocol ?? ''), {
  error: 'is not an address that begins with mailto: or https://',
});

/** The settings of Web Push (NTF-7, RFC 8292). */
export const pushFields = {
  OUTPOST_VAPID_PUBLIC_KEY: keyOf(87, 'the uncompressed point of P-256').optional(),
  OUTPOST_VAPID_PRIVATE_KEY: keyOf(43, 'a private key of 32 bytes').optional(),
  OUTPOST_VAPID_SUBJECT: subject.optional(),
};

/** A valid example of each of them. */
export const pushExamples = {
  OUTPOST_VAPID_PUBLIC_KEY: 'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs',
  OUTPOST_VAPID_PRIVATE_KEY: 'the private key that belongs to it: 43 characters',
  OUTPOST_VAPID_SUBJECT: 'mailto:operator@example.com',
} as const satisfies Record<keyof typeof pushFields, string>;

/** The keys for Web Push. Null: the server sends no pushes. */
export type PushSetting = { readonly publicKey: string; readonly privateKey: string; readonly subject: string } | null;

/** Returns the keys for Web Push: three settings together, or null for none of them. */
export function pushSettingOf(given: z.output<z.ZodObject<typeof pushFields>>): PushSetting | { readonly missing: keyof typeof pushFields } {
  const { OUTPOST_VAPID_PUBLIC_KEY: publicKey, OUTPOST_VAPID_PRIVATE_KEY: privateKey, OUTPOST_VAPID_SUBJECT: mailbox } = given;
  if (publicKey !== undefined && privateKey !== undefined && mailbox !== undefined) return { publicKey, privateKey, subject: mailbox };
  if (publicKey === undefined && privateKey === undefined && mailbox === undefined) return null;
  if (publicKey === undefined) return { missing: 'OUTPOST_VAPID_PUBLIC_KEY' };
  return { missing: privateKey === undefined ? 'OUTPOST_VAPID_PRIVATE_KEY' : 'OUTPOST_VAPID_SUBJECT' };
} // prettier-ignore
