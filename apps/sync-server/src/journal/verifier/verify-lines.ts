import { z } from 'zod';
import { copyDigestOf, saltedDigestOf, genesis, linkOf } from '../chain.ts';
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
const payloadSchema = z.object({
  org: z.string(),
  n: z.number().int(),
  erasure: z.object({ redacted: z.array(z.object({ n: z.number().int(), digest: hex })).default([]) }).optional(),
});

/** Chosen: enough to see the problem. */
const mostProblems = 20;

/**
 * PLT-45b: verifies the journal of an archive without the server. It checks each content against its digest, the
 * chain of all lines from its beginning to the head, and the server's signature of that head. A content without salt is
 * a redacted copy (ADR 122): a later erasure of the chain must name its digest. Reads one line at a time. Heads of
 * devices are compared as in `verifyExport`.
 */
export async function verifyLines({ lines, head: text, jwks, heads }: LinesToVerify): Promise<ExportVerdict> {
  const head = headSchema.parse(JSON.parse(text));
  const ofDevices = new Map(headsIn(heads));
  const problems = [...(await problemsOfHead({ organisation: head.organisation, head }, keysIn(jwks)))];
  const say = (problem: string): void => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  const copies = new Map<number, string>();
  let [hash, last, entries, compared]: [string, number, number, number] = [genesis, 0, 0, 0];
  for await (const written of lines) {
    if (written === '') continue;
    const line = lineSchema.parse(JSON.parse(written));
    if (line.n !== last + 1) say(`Row ${last + 1} is missing.`);
    last = line.n;
    if (line.payload !== undefined) {
      entries += 1;
      if (line.salt === undefined) copies.set(line.n, copyDigestOf(line.payload));
      else if (saltedDigestOf(Buffer.from(line.salt, 'hex'), line.payload).toString('hex') !== line.digest)
        say(`Row ${line.n} is not the one at its place in the chain.`);
      const says = payloadSchema.parse(JSON.parse(line.payload));
      if (line.salt !== undefined)
        for (const { n, digest } of says.erasure?.redacted ?? []) if (copies.get(n) === digest) copies.delete(n);
      if (says.org !== head.organisation || says.n !== line.n)
        say(`Row ${line.n} has the organisation or number of another row.`);
    }
    hash = linkOf(hash, Buffer.from(line.digest, 'hex'));
    const held = ofDevices.get(line.n);
    if (held === undefined) continue;
    compared += 1;
    if (held !== hash) say(`A device has another hash for number ${line.n}: the history up to there was rewritten.`);
  }
  for (const n of copies.keys()) say(`Row ${n} is a copy that no erasure names.`);
  if (last !== head.n || hash !== head.hash) say('The chain does not lead to the signed head.');
  return { kind: 'journal', entries, head: head.n, headsCompared: compared, problems };
}
