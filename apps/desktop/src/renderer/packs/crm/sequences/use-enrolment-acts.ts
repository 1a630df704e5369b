import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { isId } from '@outpost/domain/kernel/ids';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useNow } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { refusalOf } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { useBridge } from '../../../window/app-ports.tsx';
import { type EnrolmentAct, enrolmentActs, isOnItsWay, isUnderWay, stoppedFields } from './enrolment-state.ts';
import { enrolmentKind } from './use-sequences.ts';

/** An act on an enrolment as a button shows it. */
export type OfferedEnrolmentAct = {
  readonly id: EnrolmentAct['id'] | 'stop';
  readonly label: string;
  readonly press: () => void;
};

/** Returns a function that returns what the person can do with an enrolment: pause it, let it go on, skip a step, stop it. */
export function useEnrolmentActs() {
  const bridge = useBridge();
  const now = useNow();
  const principal = usePrincipal();
  const { perform } = useActs();
  /** SEQ-3: the message that is on its way is taken back in the same act, if this device has it and it has not gone out. */
  const stop = async (enrolment: ShownRecord): Promise<void> => {
    const id = textIn(enrolment.fields['waitsFor']);
    const message = isId(id) ? await bridge.call('records.get', { id }) : undefined;
    const waiting = message?.ok === true && isOnItsWay(message.value.record) ? message.value.record : undefined;
    await perform({
      label: cutLabel(`Stopped ${textIn(enrolment.fields['name'])}`),
      edits: [
        { entity: enrolmentKind.name, id: enrolment.id, fields: stoppedFields(new Date(now()).toISOString()) },
        ...(waiting ? [{ entity: waiting.entity, id: waiting.id, fields: { deliveryDecision: 'not-sent' } }] : []),
      ],
    });
  };
  return (enrolment: ShownRecord, steps: readonly SequenceStep[] | undefined): readonly OfferedEnrolmentAct[] => {
    const refusal = refusalOf(principal, 'update', enrolmentKind, { record: enrolment, nameOf: () => undefined });
    if (refusal !== undefined || !isUnderWay(enrolment)) return [];
    const change = (label: string, fields: EnrolmentAct['fields']) => void perform({ label, edits: [{ entity: enrolmentKind.name, id: enrolment.id, fields }] }); // prettier-ignore
    const offered = enrolmentActs(enrolment, { steps, now: new Date(now()).toISOString() });
    return [
      ...offered.map((act) => ({
        id: act.id,
        label: act.label,
        // The time of the press, not of the drawing.
        press: () => {
          const pressed = enrolmentActs(enrolment, { steps, now: new Date(now()).toISOString() });
          const { done, fields } = pressed.find(({ id }) => id === act.id) ?? act;
          change(done, fields);
        },
      })),
      { id: 'stop', label: 'Stop', press: () => void stop(enrolment) },
    ];
  };
}
