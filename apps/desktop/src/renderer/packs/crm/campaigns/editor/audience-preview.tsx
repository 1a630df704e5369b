import { leftOutWords } from '@outpost/domain/kernel/campaigns/member-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Purpose } from '@outpost/domain/kernel/messages/message';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useEffect, useState } from 'react';
import { useCatalogue } from '../../../../records/use-entity.ts';
import { useBridge } from '../../../../window/app-ports.tsx';
import { type AudiencePreview, previewAudience } from './preview-audience.ts';
import classes from '../campaigns.module.css';

type Props = {
  readonly entity: Entity;
  readonly where: Filter | null;
  readonly channel: 'email' | 'text';
  readonly purpose: Purpose;
};

/** CMP-10: how many would get the message now, by the data of this device, and why the others would not. */
export function PreviewedAudience({ entity, where, channel, purpose }: Props) {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const formats = useFormats();
  const now = useNow();
  const key = JSON.stringify([entity.name, where, channel, purpose]);
  const [read, setRead] = useState<{ readonly key: string; readonly found: AudiencePreview | Error }>();
  useEffect(() => {
    let isLeft = false;
    const tell = (found: AudiencePreview | Error) => (isLeft ? undefined : setRead({ key, found }));
    const asked = { catalogue, entity, where, channel, purpose, now: new Date(now()).toISOString() };
    void previewAudience(bridge, asked).then(tell, (cause: unknown) => tell(cause instanceof Error ? cause : new Error(String(cause)))); // prettier-ignore
    return () => {
      isLeft = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the preview is of the moment when its question changed
  }, [bridge, key]);
  if (read?.key !== key)
    return (
      <p className={classes.quiet} role="status">
        The list is counted …
      </p>
    );
  if (read.found instanceof Error)
    return (
      <p className={classes.fault} role="status">
        The list cannot be counted. {read.found.message}
      </p>
    );
  const { match, members, leftOut, isAll } = read.found;
  return (
    <div role="status">
      <p className={classes.sum}>
        <span>
          <b>{formats.count(match)}</b> match
        </span>
        <span>−</span>
        <span>
          <b>{formats.count(match - members)}</b> left out
        </span>
        <span>=</span>
        <span>
          <b>{formats.count(members)}</b> would get it now
        </span>
      </p>
      {leftOut.size === 0 ? null : (
        <ul className={classes.reasons}>
          {[...leftOut].map(([reason, count]) => (
            <li key={reason}>
              <span>{leftOutWords[reason]}</span>
              <b>{formats.count(count)}</b>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.quiet}>
        Counted over the records on this device{isAll ? '' : `, the first ${formats.count(match)} of them`}. The server
        reads the whole list that you see, and judges each message again when it is sent.
      </p>
    </div>
  );
}
