import { mostPictureBytes, smallPictureMediaTypes } from '@outpost/domain/kernel/files/small-pictures';
import { contrastOf, isColour, nearestWithContrast } from '@outpost/domain/kernel/text/contrast';
import { type Database, inTenant } from '../../db/database.ts';
import { darkSheet, lightSheet } from './mail-styles.ts';

/** A picture that is part of a mail: its HTML names it by `cid:` and the id (RFC 2392), so that nothing is loaded. */
export type InlinePicture = {
  readonly cid: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
};

/** How an organisation looks in its mails (PLT-45a). Colours are `#rrggbb`, null where it has none. */
export type MailLook = {
  readonly name: string;
  /** Its colour on the light and on the dark sheet of a mail, each with a contrast of 3 to 1 at least. */
  readonly light: string | null;
  readonly dark: string | null;
  readonly logo: InlinePicture | null;
};

/** Reads a content of a tenant; undefined where the store does not have it. */
export type ReadContent = (
  orgId: string,
  content: { readonly sha256: string; readonly sizeBytes: number },
) => Promise<Uint8Array | undefined>;

export type LookPorts = { readonly database: Database; readonly readContent?: ReadContent | undefined };

/** WCAG 2.2 AA, 1.4.11: a bar is no text. */
const least = 3;

/** Returns a colour, or the nearest one that is seen on a ground; null where the text is no colour. */
const seenOn = (ground: string, accent: string | null): string | null => {
  if (accent === null || !isColour(accent)) return null;
  return contrastOf(accent, ground) >= least
    ? accent
    : (nearestWithContrast(accent, { grounds: [ground], least }) ?? null);
};

/** Returns the colours of an organisation as mails show them. */
export const coloursIn = (accent: string | null): Pick<MailLook, 'light' | 'dark'> => ({
  light: seenOn(lightSheet, accent),
  dark: seenOn(darkSheet, accent),
});

type Stored = {
  readonly name: string;
  readonly accent: string | null;
  readonly media_type: string | null;
  readonly sha256: string | null;
  readonly size_bytes: number | null;
};

/**
 * Returns the look of an organisation as it is now; undefined where the organisation is gone. It has no logo where the store lacks the
 * bytes or cannot be reached: a mail does not wait for its picture.
 */
export async function organisationLook(
  { database, readContent }: LookPorts,
  orgId: string,
): Promise<MailLook | undefined> {
  // A content counts only with a row of its own: to know the hash of a file of the organisation gives nobody its bytes.
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<Stored>(
      `select t.name, o.fields ->> 'accent' as accent, o.fields -> 'logo' ->> 'mediaType' as media_type, f.sha256, f.size_bytes
       from store.tenants t
       left join store.platform_organisation o on o.org_id = t.org_id and o.life = 'alive'
       left join store.file_content f on f.org_id = o.org_id and f.file_id = o.id and f.sha256 = o.fields -> 'logo' ->> 'sha256'
       where t.org_id = $1 limit 1`,
      [orgId],
    ),
  );
  if (!row) return undefined;
  const logo = readContent === undefined ? null : await logoOf(row, (content) => readContent(orgId, content));
  return { name: row.name, ...coloursIn(row.accent), logo };
}

async function logoOf(
  { media_type: mediaType, sha256, size_bytes: sizeBytes }: Stored,
  read: (content: { readonly sha256: string; readonly sizeBytes: number }) => Promise<Uint8Array | undefined>,
): Promise<InlinePicture | null> {
  if (mediaType === null || sha256 === null || sizeBytes === null || sizeBytes > mostPictureBytes) return null;
  if (!smallPictureMediaTypes.some((type) => type === mediaType)) return null;
  const bytes = await read({ sha256, sizeBytes }).catch(() => undefined);
  if (bytes === undefined) return null;
  const cid = `logo.${sha256.slice(0, 16)}@outpost`;
  return { cid, fileName: `logo.${mediaType.slice('image/'.length)}`, mediaType, bytes };
}
