import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { openingInWords } from '@outpost/domain/kernel/messages/hours/sending-hours';
import type { Message } from '@outpost/domain/kernel/messages/message';
import {
  isWrittenStep,
  readSendWindow,
  type SequenceStep,
  type WrittenStep,
} from '@outpost/domain/kernel/sequences/sequence-steps';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { useRecordList } from '../../../../queries/record-queries.ts';
import { useActs } from '../../../../queries/use-acts.ts';
import type { FormDraft } from '../../../../queries/use-form-draft.ts';
import { recordActsOf } from '../../../../records/creating/record-acts.ts';
import { usePersonOf } from '../../../../records/creating/use-person-of.ts';
import { oneOf } from '../../../../records/entity-shape.ts';
import { useSendVerdicts } from '../../../../records/messages/refused-messages.ts';
import { useTextWarnings } from '../../../../records/messages/use-text-warnings.ts';
import { useCatalogue, useEntity } from '../../../../records/use-entity.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { useIsOffline } from '../../../../session/use-from-server.ts';
import { useSignedIn } from '../../../../session/session-context.tsx';
import dialog from '../../../../window/dialog.module.css';
import { valuesByName } from '../../templates/offered-values.ts';
import { useOfferedValues } from '../../templates/use-offered-values.ts';
import { enrolmentState } from '../enrolment-state.ts';
import {
  addressesOf,
  begunEnrolment,
  channelsOf,
  isClosedDeal,
  neededMessages,
  noAddressWords,
  whyNoLetter,
  purposeOfSequence,
  whyUnwanted,
} from './begun-enrolment.ts';
import { type ChangedWords, fillSteps, lettersOf, wordsFault } from './filled-steps.ts';
import { drawnSteps, sequenceStepWords, stepNumber, windowWords } from '../sequence-words.ts';
import { StartStep } from './start-step.tsx';
import { timedSteps } from './timed-steps.ts';
import { branchNowWords, useBranchesNow } from './use-branches-now.ts';
import { useConditionWords } from '../use-condition-words.ts';
import { enrolmentKind, sequenceKind } from '../use-sequences.ts';
import { useKeptInput } from '../use-kept-input.ts';
import { useWhen } from '../use-when.ts';
import classes from '../sequences.module.css';

type Props = {
  readonly sequence: ShownRecord;
  readonly version: ShownRecord;
  readonly steps: readonly SequenceStep[];
  readonly record: ShownRecord;
  readonly draft: FormDraft;
  /** The newest version of each template, and all templates. */
  readonly newest: ReadonlyMap<string, ShownRecord>;
  readonly templates: readonly ShownRecord[];
  readonly onClose: () => void;
};

/** All steps with their times and words, and the button that starts the sequence. */
export function StartForm({ sequence, version, steps, record, draft, newest, templates, onClose }: Props) {
  const catalogue = useCatalogue();
  const entity = useEntity(record.entity);
  const formats = useFormats();
  const now = useNow();
  const nowMs = useNowMs();
  const when = useWhen();
  const isOffline = useIsOffline();
  const { person: me, timeZone } = useSignedIn();
  const { perform } = useActs();
  const input = useKeptInput(draft);
  const [isStarting, setStarting] = useState(false);
  const asked = usePersonOf(entity, record);
  const person = asked === 'unread' ? undefined : asked;
  const offered = useOfferedValues(entity, record);
  const about = `${record.entity}:${record.id}`;
  const earlier = useRecordList({
    entity: enrolmentKind.name,
    where: {
      and: [
        { field: 'about', op: 'is', value: about },
        { field: 'sequence', op: 'is', value: sequence.id },
      ],
    },
    limit: 1,
  }).data;

  const acts = recordActsOf(catalogue, entity);
  const on = { entity, record, person };
  const addresses = addressesOf(acts, on);
  const writtenSteps = steps.filter(isWrittenStep);
  const hasBranch = steps.some(({ kind }) => kind === 'if');
  const channels = channelsOf(steps);
  const purpose = purposeOfSequence(sequence);
  const reached = channels.filter((channel) => addresses[channel] !== '');
  const messages = reached.map((channel): Message => ({ channel, purpose, address: addresses[channel] }));
  const verdicts = useSendVerdicts(messages);
  const textWarning = useTextWarnings(messages)[reached.indexOf('text')];
  /** Why messages of a channel would not be sent; undefined if they would. */
  const refusalOf = (channel: 'email' | 'text'): string | undefined => {
    if (addresses[channel] === '') return noAddressWords(channel);
    const verdict = verdicts[reached.indexOf(channel)];
    return verdict?.allowed === false ? verdict.why : undefined;
  };
  const whyNotWrittenTo = (step: WrittenStep) => (step.kind === 'letter' ? whyNoLetter(on) : refusalOf(step.kind));
  const textVerdict = verdicts[reached.indexOf('text')];
  const hours = textVerdict?.allowed === true ? textVerdict.hours : undefined;

  const conditionOf = useConditionWords(entity.name, steps);
  const branches = useBranchesNow({ steps, record, mayReach: (channel) => refusalOf(channel) === undefined });
  const filled = fillSteps(steps, (template) => newest.get(template), valuesByName(offered));
  const changedOf = (step: string): ChangedWords => {
    const kept = (part: string) => input.values[`${step}.${part}`];
    const [subject, words] = [kept('subject'), kept('words')];
    return {
      ...(typeof subject === 'string' ? { subject } : {}),
      ...(typeof words === 'string' ? { words } : {}),
    };
  };
  const read = version.fields['window'] == null ? undefined : readSendWindow(version.fields['window']);
  const window = read?.ok === true ? read.value : undefined;
  const timed = timedSteps({ steps, window, place: 0, now: new Date(nowMs).toISOString(), timeZone });
  const letters = lettersOf(filled, changedOf);

  const unwanted = isClosedDeal(on) ? 'The deal is closed: a sequence would stop at once.' : whyUnwanted(acts, on);
  const held = earlier?.rows[0];
  const numberOf = (id: string) =>
    stepNumber(
      steps,
      steps.findIndex((step) => step.id === id),
    )?.number ?? 0;
  const refused = neededMessages(steps).find((step) => whyNotWrittenTo(step) !== undefined);
  const faulty = filled.find((one) => wordsFault(one, changedOf(one.step.id)) !== undefined);
  const heldState = held && enrolmentState(held, { steps, isSequencePaused: false, now: nowMs, when });
  const why = heldState
    ? `This ${oneOf(entity)} has been in this sequence. A record goes through a sequence once.`
    : asked === 'unread' || earlier === undefined || verdicts.includes(undefined)
      ? 'The person is being read.'
      : (unwanted ??
        (refused
          ? `Step ${numberOf(refused.id)} cannot be sent: ${whyNotWrittenTo(refused)}`
          : faulty
            ? `Step ${numberOf(faulty.step.id)}: ${wordsFault(faulty, changedOf(faulty.step.id))}`
            : isStarting
              ? 'It is being started.'
              : undefined));
  const [name, title] = [titleOf(sequenceKind, sequence), titleOf(entity, record)];
  const start = async () => {
    if (why !== undefined || letters === undefined) return;
    setStarting(true);
    const at = new Date(now()).toISOString();
    const fields = begunEnrolment({ ...on, sequence, version, letters, addresses, now: at });
    const edits = [{ entity: enrolmentKind.name, create: { fields, ownerId: me.id } }];
    if (await perform({ label: cutLabel(`Started the sequence ${name}: ${title}`), edits })) {
      input.forget();
      onClose();
    }
    setStarting(false);
  };
  const templateOf = (id: string) => {
    const found = templates.find((one) => one.id === id);
    return found && textIn(found.fields['name']);
  };
  const telling = { templateOf, conditionOf };
  return (
    <SubmitForm className={classes.dialog} onSubmit={start}>
      {heldState === undefined ? null : (
        <p className={classes.note} role="status">
          <span>
            This {oneOf(entity)} has been in this sequence. {heldState.text}.
          </span>
        </p>
      )}
      {unwanted === undefined ? null : (
        <p className={classes.note} role="alert">
          <span>{unwanted}</span>
        </p>
      )}
      <ol className={classes.plan} aria-label="Steps">
        {drawnSteps(steps).map(({ step, place, depth }) => {
          const at = timed[place]?.at;
          const one = filled.find((message) => message.step.id === step.id);
          return (
            <StartStep
              key={step.id}
              depth={depth}
              number={step.kind === 'wait' || step.kind === 'else' ? undefined : stepNumber(steps, place)?.number}
              said={sequenceStepWords(step, telling)}
              at={step.kind === 'if' ? branchNowWords(step, branches.get(step.id)) : at === undefined ? '' : when(at)}
              filled={one}
              changed={changedOf(step.id)}
              refusal={isWrittenStep(step) ? whyNotWrittenTo(step) : undefined}
              goesOn={isWrittenStep(step) && step.goesOn === true}
              offered={offered}
              onChange={(part, value) => input.onValue(`${step.id}.${part}`, value)}
            />
          );
        })}
      </ol>
      <div className={classes.lines}>
        <p className={classes.quiet}>
          Messages go out: {windowWords(window, timeZone)}.
          {hasBranch ? ' Of a branch, one part is taken, as things are then. Below stand the words of both.' : ''}
          {writtenSteps.some(({ kind }) => kind === 'letter')
            ? ' A letter waits for a print batch, and the next step does not wait for it.'
            : ''}
          {channels.includes('text') ? ' Texts only from 8:00 to 21:00 where the receiver is.' : ''}
          {hours?.isOpen === false ? ` A text of now would wait for ${openingInWords(hours)}.` : ''}
        </p>
        <p className={classes.quiet}>
          It stops when they answer, are reached by telephone, meet you or opt out
          {entity.name === 'crm/deal' ? ', and when the deal is closed' : ''}.
        </p>
        {textWarning === undefined ? null : (
          <p className={classes.quiet} role="status">
            {textWarning}
          </p>
        )}
        {sequence.fields['paused'] === true ? (
          <p className={classes.quiet}>The sequence is paused: nobody in it goes on until it is let go on.</p>
        ) : null}
        {isOffline ? (
          <p className={classes.quiet} role="status">
            You are offline. It starts now, on this device; its messages go out once the network is back.
          </p>
        ) : null}
      </div>
      <div className={dialog.acts}>
        {Object.keys(input.values).length > 0 ? <Button onClick={input.forget}>Discard my changes</Button> : null}
        <Button type="submit" variant="primary" keys="mod+enter" disabledReason={why}>
          Start with {hasBranch ? 'at most ' : ''}
          {formats.plural(writtenSteps.length, 'message', 'messages')}
        </Button>
      </div>
    </SubmitForm>
  );
}
