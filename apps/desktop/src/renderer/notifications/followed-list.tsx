import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useMemo, useState } from 'react';
import { useRecordAnswers } from '../queries/record-queries.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useMyNotifications } from '../places/use-my-notifications.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { followedIn, useUnfollow } from './use-following.ts';
import classes from './notifications.module.css';

/** The number shown at first, and with each press for more: each name is a small question to the replica. */
const step = 20;

/** The records that the person follows, the last followed first, each with the act that stops it. */
export function FollowedList() {
  const formats = useFormats();
  const { records } = useMyNotifications();
  const [limit, setLimit] = useState(step);
  const followed = useMemo(() => followedIn(records ?? []).toReversed(), [records]);
  const hidden = followed.length - limit;
  if (records === undefined) return null;
  return (
    <section aria-label="You follow">
      <h2>
        You follow
        <span className={classes.count}>{formats.count(followed.length)}</span>
      </h2>
      {followed.length === 0 ? (
        <p className={classes.hint}>You follow no record. The menu of a record has “Follow”.</p>
      ) : (
        <Names names={followed.slice(0, limit)} />
      )}
      {hidden <= 0 ? null : (
        <Button size="sm" variant="quiet" onClick={() => setLimit((shown) => shown + step)}>
          Show {formats.count(Math.min(hidden, step))} more
        </Button>
      )}
    </section>
  );
}

/** The lines of followed records, which are named "pack/kind:id". */
function Names({ names }: { readonly names: readonly string[] }) {
  const catalogue = usePastCatalogue();
  const open = useOpenRecord();
  const unfollow = useUnfollow();
  const ids = useMemo(() => names.map((name) => name.slice(name.indexOf(':') + 1)), [names]);
  const answers = useRecordAnswers(ids);
  return (
    <ul className={classes.followed}>
      {names.map((name, place) => {
        const entity = catalogue.entities.get(name.slice(0, name.indexOf(':')));
        const answer = answers[place];
        const title = typeof answer === 'object' && entity ? titleOf(entity, answer.record) : undefined;
        const words = title ?? `A ${entity?.label.one.toLowerCase() ?? 'record'} that is not on this computer`;
        return (
          <li key={name}>
            <Icon name={entity?.icon ?? 'eye'} size={14} />
            {title === undefined ? (
              <span className={classes.gone}>{answer === undefined ? '' : words}</span>
            ) : (
              <button type="button" className={classes.name} dir="auto" onClick={() => open(ids[place] ?? '')}>
                {title}
              </button>
            )}
            <IconButton
              icon="eye-off"
              label={`Stop following ${title ?? words}`}
              onClick={() => unfollow(name, words)}
            />
          </li>
        );
      })}
    </ul>
  );
}
