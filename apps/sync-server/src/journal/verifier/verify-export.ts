import { createPublicKey, type KeyObject } from 'node:crypto';
import { type AuditEntry, auditEntrySchema } from '@outpost/domain/kernel/audit/audit-log';
import { auditReportKinds } from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind } from '@outpost/domain/kernel/audit/sight-report';
import { canonicalJson } from '@outpost/domain/kernel/json';
import { compactVerify, errors } from 'jose';
import { z } from 'zod';
import { copyDigestOf, saltedDigestOf, genesis, linkOf } from '../chain.ts';
import { isSignedText } from '../exports/detached-jws.ts';
import { entryOfPayload } from '../search/entry-of-payload.ts';

/** The files of a verification, as read: only the keys are trusted. */
export type ExportToVerify = {
  readonly file: Uint8Array;
  /** The detached signature of the file. */
  readonly signature: string;
  /** The server's public keys, from `/.well-known/journal-jwks.json`. */
  readonly jwks: string;
  /** Heads that devices hold, as JSON `[[number, hash], …]`; undefined where there are none to compare with. */
  readonly heads?: string | undefined;
};
export type ExportVerdict = {
  /** The sort of document that the file contains; null where the server made no such document. */
  readonly kind: 'journal' | OtherDocument['kind'] | null;
  readonly entries: number;
  readonly head: number | null;
  /** The number of given heads that are in the file's part of the chain and were compared. */
  readonly headsCompared: number;
  readonly problems: readonly string[];
};

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const jwksSchema = z.object({
  keys: z.array(z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() })),
});
const headsSchema = z.array(z.tuple([z.number().int(), hex]));
const saltedRowSchema = z.object({ n: z.number().int(), salt: hex, payload: z.string() });
type SaltedRow = z.output<typeof saltedRowSchema>;
const documentSchema = z.object({
  form: z.literal(1),
  organisation: z.string(),
  entries: z.array(auditEntrySchema),
  head: z.object({ n: z.number().int(), hash: z.union([hex, z.literal(genesis)]), signature: z.string() }),
  proof: z
    .object({
      after: z.number().int().min(0),
      before: z.union([hex, z.literal(genesis)]),
      digests: z.array(hex),
      rows: z.array(saltedRowSchema),
      copies: z.array(z.object({ n: z.number().int(), payload: z.string() })).default([]),
      erasures: z.array(saltedRowSchema).default([]),
    })
    .nullable(),
});
type Document = z.output<typeof documentSchema>;

/** Signed documents without entries of the journal: reports, which name the head that they were made from, and others. */
const otherDocumentSchema = z.discriminatedUnion('kind', [
  z.object({
    form: z.literal(1),
    kind: z.enum([...auditReportKinds, sightReportKind]),
    organisation: z.object({ id: z.string() }),
    head: documentSchema.shape.head,
  }),
  z.object({
    form: z.literal(1),
    kind: z.enum(['erasure', 'person-export', 'organisation-export']),
    organisation: z.string(),
  }),
]);
type OtherDocument = z.output<typeof otherDocumentSchema>;

/**
 * P-5: verifies a JSON export of the journal without the server. It checks the signature of its bytes, the signed head,
 * the chain from the first row to that head, and each entry against its row. Heads of devices are compared with the
 * chain: they expose a history that was rewritten and signed again. Also verifies the signature of a report, of a
 * certificate, and of the list in an archive of one person's data, and the signed head of a report. Throws where a file
 * cannot be read at all.
 */
export async function verifyExport(given: ExportToVerify): Promise<ExportVerdict> {
  const keys = keysIn(given.jwks);
  const heads = headsIn(given.heads);
  const problems: string[] = [];
  if (!(await isSignedText(given.file, given.signature, (kid) => Promise.resolve(keys.get(kid)))))
    problems.push('No key of the server has signed these bytes.');
  const json = jsonIn(given.file);
  const parsed = documentSchema.safeParse(json);
  if (!parsed.success) return verifyOther(json, { keys, heads, problems });
  const document = parsed.data;
  problems.push(...(await problemsOfHead(document, keys)));
  const { problems: ofChain, hashes } = checkChain(document);
  problems.push(...ofChain, ...problemsOfEntries(document));
  const compared = heads.filter(([n]) => hashes.has(n));
  for (const [n, hash] of compared)
    if (hashes.get(n) !== hash)
      problems.push(`A device has another hash for number ${n}: the history up to there was rewritten.`);
  return {
    kind: 'journal',
    entries: document.entries.length,
    head: document.head.n,
    headsCompared: compared.length,
    problems,
  };
}

/** Returns the public keys of a server by their ids. Throws where the text has none. */
export const keysIn = (jwks: string): ReadonlyMap<string, KeyObject> =>
  new Map(
    jwksSchema
      .parse(JSON.parse(jwks))
      .keys.map(({ kid, kty, crv, x }) => [kid, createPublicKey({ key: { kty, crv, x }, format: 'jwk' })]),
  );

/** Returns the heads of devices in a text; none for no text. */
export const headsIn = (heads: string | undefined): z.output<typeof headsSchema> =>
  heads === undefined ? [] : headsSchema.parse(JSON.parse(heads));

type Known = {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly heads: z.output<typeof headsSchema>;
  /** The problems of the signature. */
  readonly problems: readonly string[];
};

/** Verifies a document without entries. The head of a report is compared with the same one of devices. */
async function verifyOther(json: unknown, { keys, heads, problems }: Known): Promise<ExportVerdict> {
  const parsed = otherDocumentSchema.safeParse(json);
  const none = { entries: 0, head: null, headsCompared: 0 };
  if (!parsed.success)
    return {
      ...none,
      kind: null,
      problems: [...problems, 'The file is neither an export of a journal nor a report or certificate.'],
    };
  const document = parsed.data;
  if (!('head' in document)) return { ...none, kind: document.kind, problems };
  const { kind, organisation, head } = document;
  const compared = heads.filter(([n]) => n === head.n);
  const ofHeads = compared.every(([, hash]) => hash === head.hash)
    ? []
    : [`A device has another hash for number ${head.n}: the history up to there was rewritten.`];
  const ofHead = await problemsOfHead({ organisation: organisation.id, head }, keys);
  return {
    kind,
    entries: 0,
    head: head.n,
    headsCompared: compared.length,
    problems: [...problems, ...ofHead, ...ofHeads],
  };
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined; // reported by the caller as a file of another kind
  }
}

/** Returns why a head is not one that the server signed for this organisation; nothing where it is. */
export async function problemsOfHead(
  { organisation, head }: Pick<Document, 'organisation' | 'head'>,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<readonly string[]> {
  try {
    const { payload } = await compactVerify(
      head.signature,
      ({ kid = '', typ }) => {
        const key = typ === 'outpost-head+jws' ? keys.get(kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    const claims = z
      .object({ org: z.string(), n: z.number(), hash: z.string() })
      .parse(JSON.parse(new TextDecoder().decode(payload)));
    return claims.org === organisation && claims.n === head.n && claims.hash === head.hash
      ? []
      : ['The signed head is not the one that the file names.'];
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof z.ZodError || cause instanceof SyntaxError)
      return ['No key of the server has signed the head.'];
    throw cause;
  }
}

/** Recomputes the hashes of the file's part of the chain, by number. */
function checkChain({ head, proof }: Document): {
  readonly problems: readonly string[];
  readonly hashes: ReadonlyMap<number, string>;
} {
  const hashes = new Map<number, string>();
  if (!proof) return { problems: ['The file has no proof: its period is too long ago for one.'], hashes };
  const { after, before, digests } = proof;
  if (after === 0 && before !== genesis) return { problems: ['The chain does not begin as every chain does.'], hashes };
  let hash = before;
  hashes.set(after, before);
  for (const [place, digest] of digests.entries()) {
    hash = linkOf(hash, Buffer.from(digest, 'hex'));
    hashes.set(after + place + 1, hash);
  }
  const isWhole = after + digests.length === head.n && hash === head.hash;
  return { problems: isWhole ? [] : ['The chain does not lead to the signed head.'], hashes };
}

type Proof = NonNullable<Document['proof']>;

/** Returns whether a row is the one at its place in the chain. */
const isInChain = ({ digests, after }: Proof, { n, salt, payload }: SaltedRow): boolean =>
  saltedDigestOf(Buffer.from(salt, 'hex'), payload).toString('hex') === digests[n - after - 1];

const redactedSchema = z.object({
  erasure: z.object({ redacted: z.array(z.object({ n: z.number().int(), digest: hex })) }),
});

/**
 * ADR 122: returns the digests of redacted copies by row, as the newest erasure names them. Only erasures that are in the chain count:
 * the head that the server signed covers them.
 */
function namedCopies(proof: Proof): ReadonlyMap<number, string> {
  const named = new Map<number, string>();
  for (const row of proof.erasures.filter((one) => isInChain(proof, one))) {
    const { erasure } = redactedSchema.parse(JSON.parse(row.payload));
    for (const { n, digest } of erasure.redacted) if (n < row.n) named.set(n, digest);
  }
  return named;
}

/** Checks that each entry equals its row, and that each row is the one at its place in the chain, or its redacted copy. */
function problemsOfEntries({ organisation, entries, proof }: Document): readonly string[] {
  if (!proof) return [];
  const rows = new Map(proof.rows.map((row) => [row.n, row]));
  const copies = new Map(proof.copies.map(({ n, payload }) => [n, payload]));
  const named = namedCopies(proof);
  return entries.flatMap((entry) => {
    const [row, copy] = [rows.get(entry.n), copies.get(entry.n)];
    const payload = row?.payload ?? copy;
    if (payload === undefined) return [`Entry ${entry.n} has no row to prove it.`];
    const isProven = row ? isInChain(proof, row) : copyDigestOf(payload) === named.get(entry.n);
    if (!isProven) return [`The row of entry ${entry.n} is not the one at its place in the chain.`];
    return saysTheSame(entry, payload, organisation) ? [] : [`Entry ${entry.n} differs from its row.`];
  });
}

/** The classes of changes depend on the declarations of kinds, so they are not compared. All else is in the row. */
function saysTheSame(
  { digest: _digest, hash: _hash, ...entry }: AuditEntry,
  payload: string,
  organisation: string,
): boolean {
  const row: unknown = JSON.parse(payload);
  const { org } = z.object({ org: z.string() }).parse(row);
  const { class: of, action, outcome } = entry;
  const proven = {
    ...entryOfPayload(payload, { class: null, action: null, outcome: null }),
    class: of,
    action,
    outcome,
  };
  return org === organisation && canonicalJson(proven) === canonicalJson(entry);
}
