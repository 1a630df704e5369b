import { readFile } from 'node:fs/promises';
import { readVerifyCommand, verifyUsage } from './read-command.ts';
import { verifyExport } from './verify-export.ts';

// `npm run -s verify-journal -- …`: verifies an export of the journal with the public keys alone: no server, no database. One JSON value on
// stdout, all else on stderr. Exit code 0 whole, 1 fault, 2 usage, 3 not whole.

async function verify(): Promise<number> {
  const command = readVerifyCommand(process.argv.slice(2));
  if (!command) {
    process.stderr.write(`${verifyUsage}\n`);
    return 2;
  }
  const [file, signature, jwks, heads] = await Promise.all([
    readFile(command.file),
    readFile(command.signature, 'utf8'),
    readFile(command.jwks, 'utf8'),
    command.heads === null ? undefined : readFile(command.heads, 'utf8'),
  ]);
  const verdict = await verifyExport({ file, signature, jwks, heads });
  process.stdout.write(`${JSON.stringify({ ok: verdict.problems.length === 0, ...verdict })}\n`);
  return verdict.problems.length === 0 ? 0 : 3;
}

try {
  process.exitCode = await verify();
} catch (cause) {
  process.stderr.write(`verify-journal: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
