import { parseArgs } from 'node:util';

/** The paths of the files of a verification. `heads` is null where none was given. */
export type VerifyCommand = {
  readonly file: string;
  readonly signature: string;
  readonly jwks: string;
  readonly heads: string | null;
  /** The signed head of an archive's journal; null for any other file, which has a signature of its own. */
  readonly head: string | null;
};

export const verifyUsage = `npm run -s verify-journal -- --file journal.json --jwks keys.json [--signature journal.json.jws] [--heads heads.json]
npm run -s verify-journal -- --file journal.jsonl --head journal-head.json --jwks keys.json [--heads heads.json]
  verifies the journal of the archive of an organisation, or an export of the journal, a report, a certificate, or the manifest.json of an archive, without the server.
  --file        the JSON file
  --jwks        the server's public keys, from /.well-known/journal-jwks.json
  --signature   the file's signature; left out, the file's name with ".jws"
  --heads       heads that devices have, as [[number, "hash"], …]: they expose a history that was rewritten`;

/** Parses a command line. Returns undefined where it does not match `verifyUsage`. */
export function readVerifyCommand(args: readonly string[]): VerifyCommand | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        file: { type: 'string' },
        jwks: { type: 'string' },
        signature: { type: 'string' },
        heads: { type: 'string' },
        head: { type: 'string' },
      },
    }));
  } catch {
    return undefined;
  }
  const { file, jwks, signature, heads, head } = values;
  if (file === undefined || jwks === undefined || file === '' || jwks === '') return undefined;
  if (head !== undefined && signature !== undefined) return undefined;
  return { file, jwks, signature: signature ?? `${file}.jws`, heads: heads ?? null, head: head ?? null };
}
