import type { JsonValue } from '@outpost/domain/kernel/json';
import { must } from '../oracles/history-oracles.ts';
import type { EffectWorld, SeenClaim } from './effect-world.ts';
import {
  type ClientWord,
  clientWords,
  enrolmentStops,
  type MailState,
  mailStates,
  stateAt,
  clientWordAt,
} from './effect-journal.ts';

// The oracles share no code with the queue and the pack: they read the journal, the provider's own list and the claims that were seen.

type Told = { readonly status: string; readonly at: string; readonly why?: string };
type Row = { readonly status: string; readonly outcome: Told | null };

/** The queue's word for an end, and the record's. */
const words: Readonly<Record<string, string>> = {
  done: 'sent',
  failed: 'failed',
  unclear: 'unknown',
  expired: 'expired',
};
const countOf = { sent: 'endedSent', failed: 'endedFailed', unknown: 'endedUnknown', expired: 'endedExpired' } as const;

const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Whether an e-mail asks to be sent, as the pack's documents say it. */
function asks({ fields }: MailState): boolean {
  const { life, delivery, deliveryStatus, deliveryDecision } = fields;
  if (life !== 'alive' || delivery !== 'send') return false;
  if (!deliveryStatus) return deliveryDecision !== 'not-sent';
  return deliveryStatus !== 'sent' && deliveryDecision === 'again';
}

/** Checks a history at its end, when everything has come to rest. */
export async function checkEffects(world: EffectWorld): Promise<void> {
  const { server, orgId, counts, provider } = world;
  const states = await mailStates(server, orgId);
  const said = await clientWords(server, orgId);
  const stops = await enrolmentStops(server, orgId);
  const rows = await server.rows(orgId, `select id::text as id, status, is_untold, outcome from store.intent`);
  must(world.refusedOutcomes.length === 0, 'T-23', () => `outcomes were refused: ${world.refusedOutcomes.join('; ')}`, 'lost'); // prettier-ignore
  for (const { id, status, is_untold } of rows)
    must(status !== 'claimed' && is_untold === false, 'T-23', () => `${String(id)} stays ${String(status)}, untold: ${String(is_untold)}`, 'lost'); // prettier-ignore
  const queued = new Map(rows.map((row) => [String(row['id']), row as unknown as Row])); // as selected
  counts.effects = provider.effects.length;
  for (const [mail, of] of states) {
    checkMail(world, { mail, of, said, row: queued.get(mail) });
    checkStops(world, { mail, of, stops });
  }
}

type Mail = { readonly mail: string; readonly of: readonly MailState[]; readonly said: readonly ClientWord[]; readonly row: Row | undefined }; // prettier-ignore

function checkMail(world: EffectWorld, { mail, of, said, row }: Mail): void {
  const last = of.at(-1);
  if (!last) return;
  const claims = world.claims.filter(({ record }) => record === mail);
  const askingOf = (claim: SeenClaim): number => stateAt(of, claim.head)?.asking ?? 0;
  for (const claim of claims) {
    checkAsked(of, claim);
    checkConsent(of, { said, claim });
  }
  checkRefusal(world, { of, said });
  const effects = world.provider.effects.filter(({ record }) => record === mail);
  const claimOf = (fence: number) => claims.find((claim) => claim.fence === fence);
  const askings = effects.map(({ fence }) => { const claim = claimOf(fence); return claim ? askingOf(claim) : 0; }); // prettier-ignore
  // 1: once for each asking, and at a provider with keys once.
  must(new Set(askings).size === askings.length, 'T-23', () => `${mail} went out twice for one asking: ${askings.join(', ')}`, 'doubled'); // prettier-ignore
  must(!world.provider.hasKeys || effects.length <= 1, 'T-23', () => `${mail} went out ${effects.length} times with keys`, 'doubled'); // prettier-ignore
  checkEnd(world, { last, row, mail, claims, askings, askingOf, of, said });
}

/** 3: an order leaves the server only in its time, and only if its e-mail asked for it when it was claimed. */
function checkAsked(of: readonly MailState[], { record, head, fence, sentAtMs }: SeenClaim): void {
  if (sentAtMs === undefined) return;
  const state = stateAt(of, head);
  const at = new Date(sentAtMs).toISOString();
  const [from, until] = [textOf(state?.fields['sendAt']), textOf(state?.fields['sendUntil'])];
  must(state !== undefined && asks(state), 'CRM-12', () => `${record} went out in claim ${fence}, and it did not ask for it then`, 'leaks'); // prettier-ignore
  must(from === null || from <= at, 'CRM-12', () => `${record} went out at ${at}, and not before ${from ?? ''} was asked`, 'leaks'); // prettier-ignore
  must(until === null || at < until, 'CRM-12', () => `${record} went out at ${at}, and not after ${until ?? ''} was asked`, 'leaks'); // prettier-ignore
}

/** 7: no text leaves at night where its receiver is, and nothing of a sequence that was stopped when the message was claimed. */
function checkStops(world: EffectWorld, { mail, of, stops }: { readonly mail: string; readonly of: readonly MailState[]; readonly stops: Awaited<ReturnType<typeof enrolmentStops>> }): void {
  const { kind, enrolment, deliveryError } = of.at(-1)?.fields ?? {};
  const changes = stops.get(textOf(enrolment) ?? '') ?? [];
  const isStoppedAt = (n: number): boolean => changes.findLast((change) => change.n <= n)?.isStopped === true;
  for (const { record, head, fence, sentAtMs } of world.claims) {
    if (record !== mail || sentAtMs === undefined) continue;
    const hour = hourInVienna(sentAtMs);
    must(kind !== 'text' || (hour >= 8 && hour < 21), 'MSG-30', () => `the text ${mail} went out at ${hour} o'clock`, 'leaks');
    must(!isStoppedAt(head), 'SEQ-3', () => `${mail} went out in claim ${fence}, after its sequence was stopped`, 'leaks');
  }
  if (!/\(SEQ-3\)/.test(textOf(deliveryError) ?? '')) return;
  world.counts.stoppedMessages += 1;
  must(changes.some(({ isStopped }) => isStopped), 'SEQ-3', () => `${mail} was refused for a sequence that nobody stopped`, 'leaks');
} // prettier-ignore

const vienna = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Vienna', hour: 'numeric', hourCycle: 'h23' });
const hourInVienna = (ms: number): number => Number(vienna.format(ms));

const isText = ({ fields }: MailState): boolean => fields['kind'] === 'text';
const purposeOf = ({ fields }: MailState): string => textOf(fields['purpose']) ?? 'contract';

/** 5: an order leaves only if the client agreed, or had not refused what needs no consent, when it was claimed. */
function checkConsent(
  of: readonly MailState[],
  { said, claim }: { readonly said: readonly ClientWord[]; readonly claim: SeenClaim },
): void {
  const state = stateAt(of, claim.head);
  if (claim.sentAtMs === undefined || state === undefined) return;
  const purpose = purposeOf(state);
  const word = isText(state) ? undefined : clientWordAt(said, purpose, claim.head); // nothing is said about texts
  const isAllowed = word?.isGiven ?? purpose !== 'offers';
  must(isAllowed, 'MSG-5', () => `${claim.record} went out in claim ${claim.fence}, about ${purpose}: the client ${word ? 'had refused' : 'was not asked'}`, 'leaks'); // prettier-ignore
}

/** 6: an e-mail that was refused by a rule was refused for a reason: this tenant has suppressed nobody. */
function checkRefusal({ counts }: EffectWorld, { of, said }: Pick<Mail, 'of' | 'said'>): void {
  for (const state of of) {
    const why = textOf(state.fields['deliveryError']) ?? '';
    const [, rule] = /\((MSG-\d)\)/.exec(why) ?? [];
    if (rule === undefined) continue;
    counts.refusedConsents += 1;
    const purpose = purposeOf(state);
    const isKnown =
      !isText(state) && said.some((word) => word.purpose === purpose && !word.isGiven && word.n < state.n);
    must(rule === 'MSG-4' ? isKnown : rule === 'MSG-5' && purpose === 'offers', 'MSG-3', () => `refused without a reason: ${why}`, 'leaks'); // prettier-ignore
  }
}

type Ended = Mail & {
  readonly last: MailState;
  readonly claims: readonly SeenClaim[];
  /** The askings for which it went out. */
  readonly askings: readonly number[];
  readonly askingOf: (claim: SeenClaim) => number;
};

/** 2 and 4: what the record says is true, and the queue says the same. */
function checkEnd(world: EffectWorld, { mail, of, row, last, claims, askings, askingOf }: Ended): void {
  const { deliveryStatus, deliveredAt, deliveryError } = last.fields;
  const status = textOf(deliveryStatus);
  must(!asks(last), 'T-23', () => `${mail} still asks to be sent at the end: ${status ?? 'no outcome'}, queue: ${row?.status ?? 'nothing'}`, 'lost'); // prettier-ignore
  if (status === null) {
    must(askings.length === 0, 'T-23', () => `${mail} went out, and its record has no outcome`, 'divergences');
    return;
  }
  world.counts[countOf[status as keyof typeof countOf]] += 1; // the choices of the field
  const toldAt = of.findLastIndex(({ fields }, place) => {
    const before = of[place - 1]?.fields;
    return fields['deliveryError'] !== before?.['deliveryError'] || fields['deliveryStatus'] !== before?.['deliveryStatus']; // prettier-ignore
  });
  const asking = of[toldAt]?.asking ?? 0; // of the outcome that the record shows
  const went = askings.includes(asking);
  if (status === 'sent') must(askings.length > 0, 'T-23', () => `${mail} is marked as sent, and it never went out`);
  if (status === 'failed' || status === 'expired') must(!went, 'T-23', () => `${mail} is marked as ${status}, and it went out`); // prettier-ignore
  const isLost = claims.some((claim) => askingOf(claim) === asking && claim.mayHaveLeft && (claim.wasLost || claim.worker.isDead)); // prettier-ignore
  if (status === 'unknown') must(isLost, 'T-23', () => `${mail} is marked as unknown, and no reply and no worker was lost after it may have left`); // prettier-ignore
  if (row === undefined || row.status === 'dropped') return; // asked for again, and taken back before it was claimed
  must(
    words[row.status] === status,
    'T-23',
    () => `${mail} is ${row.status} in the queue, and ${status} in its record`,
  );
  const told = row.outcome;
  must(status === 'sent' ? textOf(deliveredAt) === told?.at : textOf(deliveryError) === told?.why, 'T-23', () => `the outcome of ${mail} in its record is not the queue's: ${JSON.stringify(told)}`); // prettier-ignore
}
