import { TextInput } from '@mantine/core';
import { textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import { Icon } from '@outpost/ui/parts/icons';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { NotFilled } from '../../templates/not-filled.tsx';
import type { OfferedValue } from '../../templates/offered-values.ts';
import { type ChangedWords, type FilledStep, wordsFault, wordsOf } from './filled-steps.ts';
import type { SequenceStepWords } from '../sequence-words.ts';
import classes from '../sequences.module.css';

type Props = {
  /** In how many parts of branches it lies. */
  readonly depth: number;
  /** Left out for a wait. */
  readonly number: number | undefined;
  readonly said: SequenceStepWords;
  /** When it would be done, in words; empty for a wait. */
  readonly at: string;
  /** The words of a message. */
  readonly filled: FilledStep | undefined;
  readonly changed: ChangedWords;
  /** Why the message would not be sent. */
  readonly refusal: string | undefined;
  readonly goesOn: boolean;
  readonly offered: readonly OfferedValue[];
  readonly onChange: (part: 'subject' | 'words', value: string) => void;
};

/** One step of a sequence that is about to start: its time, and the words of a message, which can be changed. */
export function StartStep({ depth, number, said, at, filled, changed, refusal, goesOn, offered, onChange }: Props) {
  return (
    <li data-wait={number === undefined || undefined} data-depth={Math.min(depth, 4)}>
      <div className={classes.stepHead}>
        <span className={classes.number}>{number}</span>
        <Icon name={said.icon} size={14} />
        <span dir="auto">
          {filled?.step.kind === 'text' ? 'Text' : said.title}
          {said.detail === '' || number === undefined ? null : <span className={classes.quiet}> {said.detail}</span>}
        </span>
        <span className={classes.at}>{at}</span>
      </div>
      {refusal === undefined ? null : (
        <p className={classes.refusal} role="status">
          {refusal} {goesOn ? 'It is left out, and the next step follows.' : ''}
        </p>
      )}
      {filled === undefined ? null : <Words number={number ?? 0} {...{ filled, changed, offered, onChange }} />}
    </li>
  );
}

type WordsProps = Pick<Props, 'changed' | 'offered' | 'onChange'> & {
  readonly number: number;
  readonly filled: FilledStep;
};

/** The words of a message with the record's values, or the values that are missing. */
function Words({ number, filled, changed, offered, onChange }: WordsProps) {
  const words = wordsOf(filled, changed);
  if (words === undefined)
    return filled.filled.ok ? null : (
      <NotFilled filled={filled.filled} offered={offered}>
        These values are empty here. Fill them in first: a message with a gap is not sent.
      </NotFilled>
    );
  const isText = filled.step.kind === 'text';
  const fault = wordsFault(filled, changed);
  return (
    <div className={classes.letter}>
      {isText ? null : (
        <TextInput
          aria-label={`Subject of step ${number}`}
          size="xs"
          dir="auto"
          maxLength={400}
          value={words.subject}
          onChange={(event) => onChange('subject', event.currentTarget.value)}
        />
      )}
      <SnippetTextarea
        aria-label={`Words of step ${number}`}
        size="xs"
        dir="auto"
        autosize
        minRows={isText ? 1 : 2}
        maxRows={8}
        maxLength={20_000}
        value={words.words}
        error={fault}
        onChange={(event) => onChange('words', event.currentTarget.value)}
      />
      {isText ? <p className={classes.quiet}>{textPartsInWords(words.words)}</p> : null}
    </div>
  );
}
