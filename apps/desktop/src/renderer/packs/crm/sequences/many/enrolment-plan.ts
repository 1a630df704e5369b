import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { SendRule, SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message } from '@outpost/domain/kernel/messages/message';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import type { TemplateValues } from '@outpost/domain/kernel/templates/fill-template';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import type { RecordAct } from '../../../../records/creating/record-acts.ts';
import {
  addressesOf,
  begunEnrolment,
  isClosedDeal,
  neededMessages,
  noAddressWords,
  purposeOfSequence,
  type SequenceAddresses,
  type StartedOn,
  whyNoLetter,
  whyUnwanted,
} from '../start/begun-enrolment.ts';
import { type FilledStep, lettersOf, prepareSteps, type StepFiller, wordsFault } from '../start/filled-steps.ts';

/** A record that would start, with the words of all messages, as they will be sent. `fields`: of its enrolment. */
export type PlannedStart = {
  readonly record: ShownRecord;
  readonly title: string;
  readonly addresses: SequenceAddresses;
  readonly filled: readonly FilledStep[];
  readonly fields: ReturnType<typeof begunEnrolment>;
};

/** A record that does not start, with the reason in words that are the same for all records with this reason. */
export type NotStarted = { readonly record: ShownRecord; readonly title: string; readonly why: string };

/** The plan for many records. Each record is in one of the lists, in the order of the selection. */
export type EnrolmentPlan = { readonly starts: readonly PlannedStart[]; readonly not: readonly NotStarted[] };

/** The facts for the judgement. They were read before: the judgement itself asks nothing. */
export type PlanGround = {
  readonly sequence: ShownRecord;
  readonly version: ShownRecord;
  readonly steps: readonly SequenceStep[];
  /** The newest version of each template. */
  readonly newest: ReadonlyMap<string, ShownRecord>;
  /** The quick acts on the kind of record: they say where addresses come from. */
  readonly acts: readonly RecordAct[];
  readonly records: readonly StartedOn[];
  readonly valuesOf: (on: StartedOn) => TemplateValues;
  readonly verdictOf: (message: Message) => SendVerdict;
  /** SEQ-6: the records that are in the sequence, or went through it: "crm/deal:…". */
  readonly inIt: ReadonlySet<string>;
  /** The records that got messages of the sequence before it was taken back. */
  readonly hadMessages: ReadonlySet<string>;
  /** The addresses to which the sequence writes now, for other records. */
  readonly written: ReadonlySet<string>;
  /** The names of values by their paths, for the gaps of templates. */
  readonly labelOf: (path: string) => string;
  readonly now: string;
};

/** Reasons by the rule of the refusal: without the address, so that records with the same reason are counted together. */
const refusedWords: Readonly<Record<SendRule, string>> = {
  'MSG-1': 'They must not be contacted.',
  'MSG-3': 'Messages to the address are stopped.',
  'MSG-4': 'They stopped such messages.',
  'MSG-5': 'They have not agreed to such messages.',
  'MSG-6': 'They have not confirmed that they want such messages.',
  'MSG-7': 'Their consent to such messages ended.',
  'MSG-36':
    'Offers must show the postal address of your organisation. An administrator enters it in Settings, Organisation.',
};

/** Returns the addresses by which two records reach the same person. */
export const reachedBy = ({ email, text }: SequenceAddresses): readonly string[] =>
  [email.trim().toLowerCase(), text].filter((address) => address !== '');

/** SEQ-9: says of each record whether the sequence starts on it, and why not. Never asks anything, so that 1,000 records take a moment. */
export function planEnrolments(ground: PlanGround): EnrolmentPlan {
  const starts: PlannedStart[] = [];
  const not: NotStarted[] = [];
  const written = new Set(ground.written);
  const fill = prepareSteps(ground.steps, (template) => ground.newest.get(template));
  for (const on of ground.records) {
    const title = titleOf(on.entity, on.record);
    const judged = judgeStart(on, ground, { written, fill });
    if (typeof judged === 'string') not.push({ record: on.record, title, why: judged });
    else {
      starts.push({ record: on.record, title, ...judged });
      for (const address of reachedBy(judged.addresses)) written.add(address);
    }
  }
  return { starts, not };
}

/** Returns the enrolment of a record; a text: why it does not start. */
function judgeStart(on: StartedOn, ground: PlanGround, { written, fill }: { readonly written: ReadonlySet<string>; readonly fill: StepFiller }): Omit<PlannedStart, 'record' | 'title'> | string {
  const { acts, sequence, version, now } = ground;
  const about = `${on.record.entity}:${on.record.id}`;
  if (ground.inIt.has(about)) return 'It is in this sequence already, or went through it.';
  if (ground.hadMessages.has(about)) return 'It was taken out of this sequence after messages had been sent.';
  if (isClosedDeal(on)) return 'It is closed: the sequence would stop at once.';
  if (whyUnwanted(acts, on) !== undefined) return refusedWords['MSG-1'];
  const addresses = addressesOf(acts, on);
  const refused = refusedMessage(on, addresses, ground);
  if (refused !== undefined) return refused;
  if (reachedBy(addresses).some((address) => written.has(address)))
    return 'The sequence writes to the same person about another record.';
  const filled = fill(ground.valuesOf(on));
  const letters = lettersOf(filled, () => ({}));
  if (letters === undefined) return wordsMissing(filled, ground);
  return { addresses, filled, fields: begunEnrolment({ ...on, sequence, version, letters, addresses, now }) };
} // prettier-ignore

/** Returns why a message that may not be left out would not be sent; undefined: all would be. */
function refusedMessage(
  on: StartedOn,
  addresses: SequenceAddresses,
  { steps, sequence, verdictOf }: PlanGround,
): string | undefined {
  for (const channel of new Set(neededMessages(steps).map(({ kind }) => kind))) {
    if (channel === 'letter') {
      const why = whyNoLetter(on);
      if (why !== undefined) return why;
      continue;
    }
    const address = addresses[channel];
    if (address === '') return noAddressWords(channel);
    const verdict = verdictOf({ channel, purpose: purposeOfSequence(sequence), address });
    if (!verdict.allowed) return refusedWords[verdict.rule];
  }
  return undefined;
}

/** Returns which values are missing, or what else is wrong with the words of the first message that has a fault. */
function wordsMissing(filled: readonly FilledStep[], { labelOf }: PlanGround): string {
  const gaps = [...new Set(filled.flatMap((one) => (one.filled.ok ? [] : one.filled.gaps)))];
  if (gaps.length > 0) return `Values of the messages are empty: ${gaps.map(labelOf).join(', ')}.`;
  const [fault] = filled.flatMap((one) => {
    if (!one.filled.ok && one.filled.fault !== undefined) return [one.filled.fault];
    return wordsFault(one, {}) ?? [];
  });
  return fault ?? 'The words of a message are missing.';
}
