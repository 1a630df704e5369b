import { type PlantedBug, sources } from './planted-bug.ts';

const intents = `${sources.server}/jobs/intents`;

/** Bugs of intents, their claims and their ends. Histories of effects find them (`effect-histories.ts`). */
export const bugsOfEffects: readonly PlantedBug[] = [
  {
    name: 'unclear-tried-again',
    says: 'an order whose reply was lost is sent again to a provider that does not remember keys',
    file: `${intents}/run-intents.ts`,
    text: "case 'unclear':\n      return adapter.isOncePerKey\n",
    instead: "case 'unclear':\n      return !adapter.isOncePerKey || adapter.isOncePerKey\n",
    by: 'effects',
  },
  {
    name: 'late-behind-slow-orders',
    says: 'an order that waited behind slow ones leaves after its time',
    file: `${intents}/run-intents.ts`,
    text: 'if (closesAt && closesAt <= isoAt(ports.clock.nowMs()))',
    instead: 'if (closesAt && closesAt === isoAt(0))',
    by: 'effects',
  },
  {
    name: 'taken-back-is-claimed',
    says: 'an e-mail that was taken back or deleted is sent if it was in the queue before',
    file: `${intents}/claim-intents.ts`,
    text: 'const wanted = records.filter((record) => isWanted(intent, record));',
    instead: 'const wanted = records.filter((record) => intent.isWanted !== undefined || isWanted(intent, record));',
    by: 'effects',
  },
  {
    name: 'earlier-try-forgotten',
    says: 'an intent that an earlier try may have carried out ends as failed, expired or taken back',
    file: `${intents}/run-intents.ts`,
    text: 'is_unsure = is_unsure or $6 where',
    instead: 'is_unsure = is_unsure and $6 where',
    by: 'effects',
  },
  {
    name: 'end-told-from-stale-reading',
    says: 'an end is written into a record, or over a later answer, without looking whether it has changed since it was read',
    file: `${intents}/intent-workers.ts`,
    text: 'outcomesOf: pack }, device: userId, expected };',
    instead: 'outcomesOf: pack }, device: userId, ...(orgId ? {} : { expected }) };',
    by: 'effects',
  },
  {
    name: 'claim-not-renewed',
    says: 'an order leaves the server although its worker has lost the claim',
    file: `${intents}/run-intents.ts`,
    text: "if (renewed === 'lost') return undefined;",
    instead: '',
    by: 'effects',
  },
  {
    name: 'consent-asked-once',
    says: 'a consent is asked for at the first try only: one that was taken back before the next try stops nothing',
    file: `${intents}/claim-intents.ts`,
    text: 'const { reasons: refusals, hours, judged } = await findReasons(ports, tx, { orgId, intent, records: open });',
    instead:
      'const { reasons: refusals, hours, judged } = await findReasons(ports, tx, { orgId, intent, records: open.filter(({ id }) => ofRow.get(id)?.attempts === 1) });',
    by: 'effects',
  },
  {
    name: 'consent-of-writing',
    says: 'a consent is judged as it was when the e-mail was written',
    file: `${intents}/claim-intents.ts`,
    text: 'const { reasons: refusals, hours, judged } = await findReasons(ports, tx, { orgId, intent, records: open });',
    instead:
      'const { reasons: refusals, hours, judged } = await findReasons(ports, tx, { orgId, intent, records: open.filter(({ createdAt }) => createdAt >= isoAt(nowMs - 60_000)) });',
    by: 'effects',
  },
  {
    name: 'suppression-of-another-tenant',
    says: 'suppressions are remembered without their tenant',
    file: `${intents}/judge-messages.ts`,
    text: 'const listed = (found?.suppressions ?? []).flatMap(',
    instead:
      'const kept = (Object.assign(judgeMessages, { kept: [...((judgeMessages as unknown as { kept?: never[] }).kept ?? []), ...(found?.suppressions ?? [])] }) as unknown as { kept: { id: string; fields: Fields }[] }).kept;\n  const listed = kept.flatMap(',
    by: 'effects',
  },
  {
    name: 'stopped-sequence-sends',
    says: 'a message that waits goes out although its sequence was stopped meanwhile',
    file: `${intents}/claim-intents.ts`,
    text: 'const unsent = new Map([...refusals, ...reasonsOfNeeded(intent, open, needed)]);',
    instead: 'const unsent = new Map(reasonsOfNeeded === undefined ? [] : refusals);',
    by: 'effects',
  },
  {
    name: 'texts-at-night',
    says: 'a text goes out at night where its receiver is',
    file: `${intents}/claim-intents.ts`,
    text: 'const night = open.filter(({ id }) => !unsent.has(id) && hours.get(id)?.opensAt !== undefined);',
    instead: 'const night = open.filter(({ id }) => unsent.has(id) && !unsent.has(id));',
    by: 'effects',
  },
  {
    name: 'abandoned-tried-again',
    says: 'an order whose worker has stopped is sent again to a provider that does not remember keys',
    file: `${intents}/run-intents.ts`,
    text: 'if (adapter.isOncePerKey) await putOff(',
    instead: "if (adapter.isOncePerKey || adapter.kind !== '') await putOff(",
    by: 'effects',
  },
  {
    name: 'order-left-by-two',
    says: 'two of the flows that hand over the orders of a group take the same order',
    file: `${intents}/run-intents.ts`,
    text: 'for (const item of left) await work(item);',
    instead: 'for (const item of items) if (left) await work(item);',
    by: 'effects',
  },
  {
    name: 'first-end-noted',
    says: 'of several ends that are noted together only the first is noted',
    file: `${intents}/settle-intent.ts`,
    text: 'JSON.stringify(ends.map(({ id, fence, outcome }) => ({ id, fence, outcome }))),',
    instead: 'JSON.stringify(ends.slice(0, 1).map(({ id, fence, outcome }) => ({ id, fence, outcome }))),',
    by: 'effects',
  },
];
