import { z } from 'zod';
import { saltedDigestOf, genesis, linkOf } from '../chain.ts';
import { type ExportVerdict, headsIn, keysIn, problemsOfHead } from './verify-export.ts';

/** The journal of an archive: its lines, and its head with the server's signature. */
export type LinesToVerify = {
  readonly lines: AsyncIterable<string>;
  readonly head: string;
  readonly jwks: string;
  readonly heads?: string | undefined;
};

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const headSchema = z.object({
  organisation: z.string(),
  n: z.number().int(),
  hash: z.union([hex, z.literal(genesis)]),
  signature: z.string(),
});
const lineSchema = z.object({
  n: z.number().int(),
  digest: hex,
  salt: hex.optional(),
  payload: z.string().optional(),
});
const payloadSchema = z.object({ org: z.string(), n: z.number().int() });

/** Chosen: enough to see the problem. */
const mostProblems = 20;

/**
 * PLT-45b: verifies the journal of an archive without the server. It checks each content against its digest, the
 * chain of all lines from its beginning to the head, and the server's signature of that head. Reads one line at a
 * time. Heads of devices are compared as in `verifyExport`.
 */
export async function verifyLines({ lines, head: text, jwks, heads }: LinesToVerify): Promise<ExportVerdict> {
  const head = headSchema.parse(JSON.parse(text));
  const ofDevices = new Map(headsIn(heads));
  const problems = [...(await problemsOfHead({ organisation: head.organisation, head }, keysIn(jwks)))];
  const say = (problem: string): void => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  let [hash, last, entries, compared]: [string, number, number, number] = [genesis, 0, 0, 0];
  for await (const written of lines) {
    if (written === '') continue;
    const line = lineSchema.parse(JSON.parse(written));
    if (line.n !== last + 1) say(`Row ${last + 1} is missing.`);
    last = line.n;
    if (line.payload !== undefined) {
      entries += 1;
      if (saltedDigestOf(Buffer.from(line.salt ?? '', 'hex'), line.payload).toString('hex') !== line.digest)
        say(`Row ${line.n} is not the one at its place in the chain.`);
      const says = payloadSchema.parse(JSON.parse(line.payload));
      if (says.org !== head.organisation || says.n !== line.n) say(`Row ${line.n} says that it is another row.`);
    }
    hash = linkOf(hash, Buffer.from(line.digest, 'hex'));
    const held = ofDevices.get(line.n);
    if (held === undefined) continue;
    compared += 1;
    if (held !== hash) say(`A device holds another hash of number ${line.n}: the history up to there was rewritten.`);
  }
  if (last !== head.n || hash !== head.hash) say('The chain does not lead to the signed head.');
  return { kind: 'journal', entries, head: head.n, headsCompared: compared, problems };
}
