import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { readVerifyCommand, type VerifyCommand, verifyUsage } from './read-command.ts';
import { type ExportVerdict, verifyExport } from './verify-export.ts';
import { verifyLines } from './verify-lines.ts';

// `npm run -s verify-journal -- …`: verifies an export of the journal with only the public keys: no server, no database. One JSON
// value on stdout, all else on stderr. Exit code 0 whole, 1 fault, 2 usage, 3 not whole.

async function verdictOf(
  { file, signature, head }: VerifyCommand,
  trusted: { readonly jwks: string; readonly heads: string | undefined },
): Promise<ExportVerdict> {
  if (head === null)
    return verifyExport({ file: await readFile(file), signature: await readFile(signature, 'utf8'), ...trusted });
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  return verifyLines({ lines, head: await readFile(head, 'utf8'), ...trusted });
}

async function verify(): Promise<number> {
  const command = readVerifyCommand(process.argv.slice(2));
  if (!command) {
    process.stderr.write(`${verifyUsage}\n`);
    return 2;
  }
  const [jwks, heads] = await Promise.all([
    readFile(command.jwks, 'utf8'),
    command.heads === null ? undefined : readFile(command.heads, 'utf8'),
  ]);
  const verdict = await verdictOf(command, { jwks, heads });
  process.stdout.write(`${JSON.stringify({ ok: verdict.problems.length === 0, ...verdict })}\n`);
  return verdict.problems.length === 0 ? 0 : 3;
}

try {
  process.exitCode = await verify();
} catch (cause) {
  process.stderr.write(`verify-journal: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
