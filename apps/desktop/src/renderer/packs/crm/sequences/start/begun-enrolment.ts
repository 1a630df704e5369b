import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Message } from '@outpost/domain/kernel/messages/message';
import { depthsOfSteps } from '@outpost/domain/kernel/sequences/branch-places';
import {
  isMessageStep,
  isWrittenStep,
  type SequenceLetters,
  type SequenceStep,
  type WrittenStep,
} from '@outpost/domain/kernel/sequences/sequence-steps';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import {
  newRecordWishOf,
  type PersonRecord,
  type RecordAct,
  whyNotWritten,
} from '../../../../records/creating/record-acts.ts';
import { isClosedStage, stageFieldOf } from '../../../../records/entity-shape.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { sequenceKind } from '../use-sequences.ts';

/** The channels by which the messages of a sequence go out. */
export type SequenceChannel = 'email' | 'text';
/** The addresses to which a sequence writes; empty where there is none. */
export type SequenceAddresses = Readonly<Record<SequenceChannel, string>>;

/** A record that a sequence is started on, and the person to whom its messages go. */
export type StartedOn = PersonRecord & { readonly person: PersonRecord | undefined };

/** Returns the addresses of a record for messages, or else those of its person. `acts`: the quick acts on its kind. */
export function addressesOf(acts: readonly RecordAct[], { entity, record, person }: StartedOn): SequenceAddresses {
  const by = (id: SequenceChannel, field: string): string => {
    const act = acts.find((one) => one.id === id);
    return act ? textIn(newRecordWishOf(act, { entity, record, person, nowMs: 0 }).fields?.[field]) : '';
  };
  return { email: by('email', 'toAddress'), text: by('text', 'number') };
}

/** Returns the words for a record without an address for a channel. */
export const noAddressWords = (channel: SequenceChannel): string =>
  channel === 'email' ? 'There is no e-mail address.' : 'There is no telephone number.';

/** SEQ-14: returns why the person of a record can get no letter: they are no contact, or have no postal address. Undefined: they can. */
export function whyNoLetter({ entity, record, person }: StartedOn): string | undefined {
  const to = [person, { entity, record }].find((one) => one?.entity.name === 'crm/contact');
  const address = to?.record.fields['address'];
  const { street, city } = (address ?? {}) as { readonly street?: string; readonly city?: string }; // an address has texts
  return street?.trim() && city?.trim() ? undefined : 'There is no postal address with a street and a city.';
}

/** Whether a sequence on a record would stop at once, because its deal is closed. */
export function isClosedDeal({ entity, record }: PersonRecord): boolean {
  const stage = entity.name === 'crm/deal' ? stageFieldOf(entity) : undefined;
  return stage?.options.some((option) => option.value === record.fields[stage.name] && isClosedStage(option)) === true;
}

/** Returns why nothing may be written to the person of a record: they must not be contacted. Undefined: nothing forbids it. */
export function whyUnwanted(acts: readonly RecordAct[], { entity, record, person }: StartedOn): string | undefined {
  const act = acts.find(({ id }) => id === 'email');
  return act && (whyNotWritten(act, entity, record) ?? (person && whyNotWritten(act, person.entity, person.record)));
}

/** Returns the purpose of a sequence's messages. */
export const purposeOfSequence = (sequence: Pick<ShownRecord, 'fields'>): Message['purpose'] =>
  purposeChoices.find(({ value }) => value === sequence.fields['purpose'])?.value ?? 'contract';

/** Returns the channels of a sequence's messages, and those for which its branches ask, each once. */
export const channelsOf = (steps: readonly SequenceStep[]): readonly SequenceChannel[] => [
  ...new Set(
    steps.flatMap((step) =>
      isMessageStep(step) ? [step.kind] : step.kind === 'if' && 'reach' in step.when ? [step.when.reach] : [],
    ),
  ),
];

/**
 * Returns the messages and letters that a sequence sends to everybody: those in no part of a branch that may not be left out. A sequence does not start
 * where one of them would be refused.
 */
export function neededMessages(steps: readonly SequenceStep[]): readonly WrittenStep[] {
  const depths = depthsOfSteps(steps);
  return steps.filter((step, place): step is WrittenStep => depths[place] === 0 && isWrittenStep(step) && step.goesOn !== true); // prettier-ignore
}

/** The longest name of an enrolment. */
const mostNameChars = 300;

/** The parts of which a new enrolment is made. `letters`: the words of all messages, as the sender saw them (SEQ-4). `now`: UTC. */
type Beginning = StartedOn & {
  readonly sequence: ShownRecord;
  readonly version: ShownRecord;
  readonly letters: SequenceLetters;
  readonly addresses: SequenceAddresses;
  readonly now: string;
};

/** Returns the fields of an enrolment that begins now, at its first step. */
export function begunEnrolment(beginning: Beginning) {
  const { entity, record, person, sequence, version, letters, addresses, now } = beginning;
  return {
    name: cutText(`${titleOf(sequenceKind, sequence)}: ${titleOf(entity, record)}`, mostNameChars),
    about: `${record.entity}:${record.id}`,
    sequence: sequence.id,
    sequenceVersion: version.id,
    letters,
    status: 'active',
    place: 0,
    nextAt: now,
    ...(addresses.email === '' ? {} : { toAddress: addresses.email }),
    ...(addresses.text === '' ? {} : { number: addresses.text }),
    ...(person?.entity.name === 'crm/contact' ? { with: person.record.id } : {}),
    ...(entity.name === 'crm/contact' ? { with: record.id } : {}),
  };
}
