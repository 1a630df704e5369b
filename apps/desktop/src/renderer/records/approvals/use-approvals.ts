import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { hasButtons } from '@outpost/domain/kernel/automation/definition-problem';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useNowMs } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { textIn } from '../values/shown-value.ts';
import { requestAnswerOf, answerRequest, type RequestAnswer } from './answer-request.ts';

/**
 * A question of an automation to this person about a record. `offers`: they may take the record. `given`: their answer, which the server has not
 * counted yet.
 */
export type ApprovalAsked = {
  readonly id: string;
  readonly from: string;
  readonly words: string;
  readonly until: string;
  readonly offers: boolean;
  readonly given: RequestAnswer | undefined;
  readonly answer: (answer: RequestAnswer, note: string) => void;
};

/** Chosen: a page with more questions is no page that people can read. */
const mostShown = 20;
const none: readonly ApprovalAsked[] = [];

/**
 * AUT-17, AUT-20: returns the questions of automations about a record that wait for this person's answer. An answer is a record, also offline, and is
 * given once: nobody changes it.
 */
export function useApprovals(entity: Entity, record: ShownRecord): readonly ApprovalAsked[] {
  const { perform } = useActs();
  const { person } = useSignedIn();
  const nowMs = useNowMs();
  const about = `${record.entity}:${record.id}`;
  const isOffered = record.life === 'alive' && hasButtons(entity);
  const asked = useRecordList(
    {
      entity: automationKinds.notice,
      where: { and: [{ field: 'asked', op: 'is', value: 'open' }, { field: 'about', op: 'is', value: about }] },
      limit: mostShown,
    },
    { isOff: !isOffered },
  ).data?.rows; // prettier-ignore
  const open = (isOffered ? (asked ?? []) : []).filter(
    ({ fields }) => fields['asked'] === 'open' && fields['about'] === about && Date.parse(textIn(fields['until'])) > nowMs,
  ); // prettier-ignore
  const given = useRecordList(
    { entity: automationKinds.decision, where: { field: 'about', op: 'is', value: about }, limit: 100 },
    { isOff: open.length === 0 },
  ).data?.rows;
  if (open.length === 0) return none;
  return open.map(({ id, fields }): ApprovalAsked => {
    const ask = textIn(fields['ask']);
    const words = textIn(fields['words']);
    const offers = fields['offers'] === true;
    const mine = given?.find((one) => one.fields['ask'] === ask && one.createdBy === person.id)?.fields['verdict'];
    return {
      id,
      from: textIn(fields['from']),
      words,
      until: textIn(fields['until']),
      offers,
      given: requestAnswerOf(mine),
      // No undo: it would take the answer away, and not what the automation does with it.
      answer: (chosen, note) =>
        void perform(answerRequest({ words, about, ask, offers }, chosen, note), { isQuiet: true }),
    };
  });
}
