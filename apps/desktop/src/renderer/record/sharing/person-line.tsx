import { NativeSelect } from '@mantine/core';
import { Avatar } from '@outpost/ui/parts/avatar';
import { IconButton } from '@outpost/ui/parts/button';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import dialog from '../../window/dialog.module.css';
import { type ShareTerm, shareTermOf, shareTerms } from './share-terms.ts';
import classes from './sharing.module.css';

type Props = {
  readonly name: string;
  readonly endsAt: string | undefined;
  /** Left out if shares of this record can have no end. */
  readonly onEnd: ((term: ShareTerm, day?: string) => void) | undefined;
  readonly onStop: () => void;
};

/** The value of the choice that leaves the end as it is. */
const asItIs = 'as-it-is';

/** A person with whom a record is shared: when it ends, the choice of another end, and the button that stops it. */
export function PersonLine({ name, endsAt, onEnd, onStop }: Props) {
  const formats = useFormats();
  const now = useNow();
  const [isDating, setDating] = useState(false);
  const [problem, setProblem] = useState<string>();
  const terms = endsAt === undefined ? shareTerms.filter(({ value }) => value !== 'none') : shareTerms;
  const pick = (text: string) => {
    const term = shareTermOf(text);
    setDating(term === 'date');
    if (text !== asItIs && term !== 'date') onEnd?.(term);
  };
  const pickDay = (day: string) => {
    const isPast = day < formats.dayOf(now());
    setProblem(isPast ? 'The date is past. Choose a later one.' : undefined);
    if (isPast) return;
    setDating(false);
    onEnd?.('date', day);
  };
  return (
    <li className={classes.person}>
      <Avatar name={name} />
      <span className={classes.name}>{name}</span>
      <IconButton icon="close" label={`Stop sharing with ${name}`} onClick={onStop} />
      {onEnd ? (
        <div className={classes.end}>
          <NativeSelect
            size="xs"
            aria-label={`End of the share with ${name}`}
            value={isDating ? 'date' : asItIs}
            data={[
              { value: asItIs, label: endsAt === undefined ? 'No end' : `Ends on ${formats.instant(endsAt)}` },
              ...terms,
            ]}
            onChange={(event) => pick(event.currentTarget.value)}
          />
          {isDating ? (
            <FieldEditor
              spec={{ id: 'until', label: `Last day for ${name}`, kind: 'date', isRequired: true }}
              value={null}
              error={problem}
              onChange={(value) => {
                if (typeof value === 'string') pickDay(value);
              }}
            />
          ) : null}
          {endsAt === undefined ? null : (
            <p className={dialog.quiet}>
              Ends on {formats.date(formats.dayOf(endsAt))}. Their device removes it at its next contact.
            </p>
          )}
        </div>
      ) : null}
    </li>
  );
}
