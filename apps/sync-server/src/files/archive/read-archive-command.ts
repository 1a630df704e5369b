import { parseArgs } from 'node:util';
import { idSchema } from '@outpost/domain/kernel/ids';

export type ArchiveCommand = { readonly organisation: string; readonly to: string };

export const archiveUsage = `npm run -s archive -- --organisation ID --to FILE.zip
  writes everything of an organisation into a new ZIP archive, with the server's keys and files (OUTPOST_DATA_DIR); its journal notes it`;

/** Parses a command line. Returns undefined where it does not match `archiveUsage`. */
export function readArchiveCommand(args: readonly string[]): ArchiveCommand | undefined {
  try {
    const { organisation, to } = parseArgs({
      args: [...args],
      options: { organisation: { type: 'string' }, to: { type: 'string' } },
    }).values;
    return organisation !== undefined && idSchema.safeParse(organisation).success && to !== undefined && to !== ''
      ? { organisation, to }
      : undefined;
  } catch {
    return undefined;
  }
}
