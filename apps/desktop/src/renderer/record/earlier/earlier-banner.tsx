import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type Life, mergedInto } from '@outpost/domain/kernel/entities/record';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import type { CallOutput } from '../../../bridge/contract.ts';
import { oneOf } from '../../records/entity-shape.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { type Earlier, whyNoValues } from './earlier-words.ts';
import classes from './earlier.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  /** Undefined while it is read. */
  readonly earlier: Earlier | undefined;
  readonly at: string;
  readonly onAt: (at: string | undefined) => void;
};

/** The line above a record as it was: the instant, which can be changed, what is not shown, and the way back to today. */
export function EarlierBanner({ entity, answer, earlier, at, onAt }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  return (
    <section className={classes.banner} aria-label="As it was on a date">
      <Icon name="history" />
      <div className={classes.instant}>
        <FieldEditor
          spec={{ id: 'asOf', label: 'As it was on', kind: 'instant', isRequired: true }}
          value={at}
          onChange={(value) => {
            if (typeof value === 'string') onAt(value);
          }}
        />
      </div>
      <div className={classes.said} role="status">
        <p>
          {earlier === undefined
            ? 'Reading the history…'
            : Date.parse(at) > now
              ? 'This time has not come yet. The values are those of today. You can only read this page.'
              : earlier.state === 'known'
                ? `This is the ${oneOf(entity)} as it was on ${formats.instant(at)}. You can only read this page.`
                : whyNoValues(earlier, entity, formats)}
        </p>
        {earlier?.state === 'known' ? <LifeThen entity={entity} life={earlier.record.life as Life} /> : null}
        {answer.waiting.length === 0 ? null : (
          <p>
            {formats.plural(answer.waiting.length, 'change waits', 'changes wait')} to be sent, and counts as today’s.
          </p>
        )}
      </div>
      <Button icon="undo" keys="escape" onClick={() => onAt(undefined)}>
        Back to today
      </Button>
    </section>
  );
}

/** Says that the record was deleted at that time, or merged into another one, which is named as of today. */
function LifeThen({ entity, life }: { readonly entity: Entity; readonly life: Life }) {
  const survivor = mergedInto(life);
  const names = useRefNames(survivor);
  if (life === 'alive') return null;
  return (
    <p>
      {survivor === undefined
        ? `This ${oneOf(entity)} was deleted at that time.`
        : `This ${oneOf(entity)} had been merged into ${names[survivor]?.title ?? 'another'} by that time.`}
    </p>
  );
}
