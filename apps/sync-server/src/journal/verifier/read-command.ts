import { parseArgs } from 'node:util';

/** The paths of the files of a verification. `heads` is null where none was given. */
export type VerifyCommand = {
  readonly file: string;
  readonly signature: string;
  readonly jwks: string;
  readonly heads: string | null;
};

export const verifyUsage = `npm run -s verify-journal -- --file journal.json --jwks keys.json [--signature journal.json.jws] [--heads heads.json]
  verifies an export of the journal, a report, a certificate, or the manifest.json of one person's data, without the server.
  --file        the JSON file
  --jwks        the server's public keys, from /.well-known/journal-jwks.json
  --signature   the file's signature; left out, the file's name with ".jws"
  --heads       heads that devices hold, as [[number, "hash"], …]: they expose a history that was rewritten`;

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
      },
    }));
  } catch {
    return undefined;
  }
  const { file, jwks, signature, heads } = values;
  if (file === undefined || jwks === undefined || file === '' || jwks === '') return undefined;
  return { file, jwks, signature: signature ?? `${file}.jws`, heads: heads ?? null };
}
