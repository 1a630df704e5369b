import { createHmac } from 'node:crypto';
import type { ContentKey } from './file-keys.ts';

/** Objects of a folder that are being written. They are sealed, like all others. */
export const draftsPrefix = 'drafts/';
/** Uploads that are under way. */
export const uploadsPrefix = 'under-way/';
/** Unfinished uploads of builds before ADR 109, in clear. */
export const clearUploadsPrefix = 'uploads/';

/**
 * Returns the name of a sealed content. It is a keyed hash of the content's SHA-256, so two tenants with equal bytes have
 * different names. Nobody without the key can tell whether a known file is there.
 */
export function sealedName(orgId: string, { id, names }: ContentKey, sha256: string): string {
  const name = createHmac('sha256', names).update(sha256).digest('hex');
  return `${sealedPrefix(orgId)}${id}/${name.slice(0, 2)}/${name}`;
}

/** The beginning of the names of all sealed contents of a tenant. */
export const sealedPrefix = (orgId: string): string => `sealed/${orgId}/`;

/** Returns the name that builds before ADR 109 gave a content, below the store's `clearPrefix`. */
export const clearName = (orgId: string, sha256: string): string => `${orgId}/${sha256.slice(0, 2)}/${sha256}`;
