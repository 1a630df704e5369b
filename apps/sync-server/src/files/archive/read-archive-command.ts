import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';

/** Makes the archive of an organisation, or opens one. */
export type ArchiveCommand =
  { readonly organisation: string; readonly to: string } | { readonly open: string; readonly to: string };

export const archiveUsage = `npm run -s archive -- --organisation ID --to FILE | --open FILE --to FILE.zip
  --organisation   writes everything of an organisation into a new archive, sealed under a key of the organisation; its journal notes it
  --open           writes a sealed archive as a ZIP file in clear: do it on the computer of the person who needs it, or remove it afterwards
  Both need the server's database and keys (DATABASE_URL, OUTPOST_DATA_DIR)`;

/** Parses a command line. Returns undefined where it does not match `archiveUsage`. */
export function readArchiveCommand(args: readonly string[]): ArchiveCommand | undefined {
  try {
    const { organisation, to, open } = parseArgs({
      args: [...args],
      options: { organisation: { type: 'string' }, to: { type: 'string' }, open: { type: 'string' } },
    }).values;
    if (to === undefined || to === '' || (organisation === undefined) === (open === undefined)) return undefined;
    if (organisation !== undefined) return idSchema.safeParse(organisation).success ? { organisation, to } : undefined;
    return open === undefined || open === '' ? undefined : { open, to };
  } catch {
    return undefined;
  }
}
