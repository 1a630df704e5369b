import { systemUserId } from '@outpost/domain/engine/act/author';
import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import {
  type Refusal,
  type RefusalCode,
  type RefusalDetails,
  type Result,
  accept,
  refusalCodes,
  refuse,
} from '@outpost/domain/kernel/refusal';
import type { Decision } from '@outpost/domain/sync/protocol';
import type { ActOrigin } from '../journal/chain.ts';
import type { ServiceAccount } from '../access/service-account.ts';
import { sessionEnded } from '../identity/sessions/signed-in.ts';
import { applyOne } from '../records/apply-one.ts';
import type { TenancyPorts } from './create-tenant.ts';

/** A caller of the API: their session counts as their device. */
export type ApiCaller = {
  readonly orgId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly keyId?: string;
  /** The origin of the request, for the journal. */
  readonly from?: ActOrigin;
};

/** Returns the author of a caller's acts. A key has no session: whether it is valid is known before. */
export const authorOfCaller = ({ userId, sessionId, keyId }: Omit<ApiCaller, 'orgId'>) => ({
  userId,
  sessionId: keyId === undefined ? sessionId : null,
});

export type ActAs = {
  readonly label: string;
  readonly edits: readonly Edit[];
  readonly undoes?: string;
  /** The act loses to a change that was made after the values from which it starts, instead of replacing it. */
  readonly again?: true;
  readonly id?: string;
  /** Absent: all or nothing. */
  readonly shape?: Act['shape'];
  /** By record: the version that it must still have. Otherwise the act is refused with `records/stale`. */
  readonly expected?: Readonly<Record<string, number>>;
};

/** Carries out one act as the caller, by default all or nothing. Returns the act's id and its decision, or the refusal of its first refused part. */
export const actAs = (ports: TenancyPorts, caller: ApiCaller, act: ActAs): Promise<Result<Performed>> =>
  perform(
    ports,
    { orgId: caller.orgId, author: authorOfCaller(caller), device: caller.sessionId, from: caller.from },
    act,
  );

/** `isFilling`: the act may fill fields of the pack's kinds that only the server writes. */
type ByService = { readonly orgId: string; readonly account: ServiceAccount; readonly isFilling?: boolean };

/**
 * Carries out one act as a pack's own work in a tenant (T-22), with the grants of its service account. Otherwise like
 * `actAs`.
 */
export const actAsService = (
  ports: TenancyPorts,
  { orgId, account, isFilling = false }: ByService,
  act: ActAs,
): Promise<Result<Performed>> => {
  const { userId, pack } = account;
  const fills = isFilling ? { fills: pack } : {};
  return perform(ports, { orgId, author: { userId, service: account, ...fills }, device: userId }, act);
};

/** Carries out one act as the server itself, whose rights nothing bounds: the caller has judged it. Otherwise like `actAs`. */
export const actAsServer = (
  ports: TenancyPorts,
  { orgId, from }: Pick<ApiCaller, 'orgId' | 'from'>,
  act: ActAs,
): Promise<Result<Performed>> => perform(ports, { orgId, author: 'server', device: systemUserId, from }, act);

type Performed = { readonly act: string; readonly decision: Decision };

async function perform(
  ports: TenancyPorts,
  by: Parameters<typeof applyOne>[1],
  { label, edits, undoes, again, shape = 'together', id = ports.ids.newId(), expected }: ActAs,
): Promise<Result<Performed>> {
  const act = {
    id,
    label,
    shape,
    edits: [...edits],
    ...(undoes === undefined ? {} : { undoes }),
    ...(again === undefined ? {} : { again }),
  };
  const applied = await applyOne(ports, expected ? { ...by, expected: { [id]: expected } } : by, act);
  if (applied.kind === 'ended') return sessionEnded(applied.why);
  const { decision } = applied;
  const refused = refusalIn(decision);
  return refused ?? accept({ act: id, decision });
}

/** Returns the refusal of the first refused part of a decision; undefined where nothing was refused. */
export function refusalIn({ refused }: Pick<Decision, 'refused'>): Refusal | undefined {
  const told = Object.values(refused);
  const first = told.find(({ code }) => code !== 'act/refused-whole') ?? told[0];
  return first && refusalFrom(first);
}

const isCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

/** Turns a refused edit of a decision back into a refusal. */
function refusalFrom({ code, message, details }: Decision['refused'][string]): Refusal {
  if (!isCode(code)) throw new Error(`A decision with an unknown code ${code}`);
  return refuse(code, message, details as RefusalDetails[typeof code]) as Refusal; // the decision was made from such a refusal
}
