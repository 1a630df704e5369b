import { textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import type { SendWindow, SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { MarkdownText } from '@outpost/ui/markdown/markdown-text';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import { useSignedIn } from '../../../../session/session-context.tsx';
import { wordsOf } from '../start/filled-steps.ts';
import { timedSteps } from '../start/timed-steps.ts';
import { drawnSteps, sequenceStepWords, stepNumber, type StepTelling } from '../sequence-words.ts';
import { useWhen } from '../use-when.ts';
import type { PlannedStart } from './enrolment-plan.ts';
import shared from '../sequences.module.css';
import classes from './many.module.css';

type Props = {
  /** At least one. */
  readonly starts: readonly PlannedStart[];
  readonly steps: readonly SequenceStep[];
  readonly window: SendWindow | undefined;
  readonly telling: StepTelling;
};

/** SEQ-9: the steps with their times and words of one record at a time, as they will be sent: "1 of 43". */
export function PagedLetters({ starts, steps, window, telling }: Props) {
  const formats = useFormats();
  const when = useWhen();
  const nowMs = useNowMs();
  const { timeZone } = useSignedIn();
  const [asked, setAsked] = useState(0);
  const place = Math.min(asked, starts.length - 1);
  const shown = starts[place];
  if (shown === undefined) return null;
  const timed = timedSteps({ steps, window, place: 0, now: new Date(nowMs).toISOString(), timeZone });
  const reached = [shown.addresses.email, shown.addresses.text].filter((address) => address !== '').join(', ');
  return (
    <section aria-label="Words by record" className={classes.pages}>
      <div className={classes.pager}>
        <IconButton
          icon="chevron-left"
          label="Words of the record before"
          disabledReason={place === 0 ? 'This is the first record.' : undefined}
          onClick={() => setAsked(place - 1)}
        />
        <span className={classes.of} role="status">
          {formats.count(place + 1)} of {formats.count(starts.length)}
        </span>
        <IconButton
          icon="chevron-right"
          label="Words of the record after"
          disabledReason={place === starts.length - 1 ? 'This is the last record.' : undefined}
          onClick={() => setAsked(place + 1)}
        />
        <span className={classes.of}>
          <b dir="auto">{shown.title}</b> <span className={shared.quiet}>{reached}</span>
        </span>
      </div>
      <ol className={shared.plan} aria-label="Steps">
        {drawnSteps(steps).map(({ step, place: nth, depth }) => {
          const at = timed[nth]?.at;
          const said = sequenceStepWords(step, telling);
          const isUncounted = step.kind === 'wait' || step.kind === 'else';
          const filled = shown.filled.find((one) => one.step.id === step.id);
          const words = filled && wordsOf(filled, {});
          return (
            <li key={step.id} data-wait={isUncounted || undefined} data-depth={Math.min(depth, 4)}>
              <div className={shared.stepHead}>
                <span className={shared.number}>{isUncounted ? '' : stepNumber(steps, nth)?.number}</span>
                <Icon name={said.icon} size={14} />
                <span dir="auto">{step.kind === 'text' ? 'Text' : said.title}</span>
                <span className={shared.at}>{at === undefined ? '' : when(at)}</span>
              </div>
              {words === undefined ? null : (
                <div className={classes.words} dir="auto">
                  {words.subject === '' ? null : <b>{words.subject}</b>}
                  {step.kind === 'text' ? (
                    <>
                      <p>{words.words}</p>
                      <p className={shared.quiet}>{textPartsInWords(words.words)}</p>
                    </>
                  ) : (
                    <MarkdownText text={words.words} />
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
