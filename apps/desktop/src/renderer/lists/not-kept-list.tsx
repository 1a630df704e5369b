import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { type ReactNode, useState } from 'react';
import { useCount } from '../queries/record-queries.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { useLiveValue } from '../session/session-context.tsx';
import classes from './not-kept-list.module.css';
import { AnswerOfServer, type AskedList } from './answer-of-server.tsx';

/** `here`: the records of the kind that are on this device: young ones, or those that were made here and are not sent. */
type Props = AskedList & { readonly here: ReactNode };

/**
 * A-6: the list of a kind that this device does not keep. It says so, and asks the server on request. The answer is
 * only shown; nothing of it is stored.
 */
export function NotKeptList({ here, ...asked }: Props) {
  const { entity } = asked;
  const formats = useFormats();
  const [isAsked, setAsked] = useState(false);
  const waiting = useCount(entity) ?? 0;
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const many = manyOf(entity);
  return (
    <div className={classes.page}>
      {isAsked ? (
        <AnswerOfServer {...asked} lacking={many} />
      ) : (
        <StateBlock
          icon="lock"
          title={`${entity.label.many} are not kept on this device`}
          actions={
            <Button variant="primary" onClick={() => setAsked(true)} disabled={isOffline}>
              Ask the server
            </Button>
          }
        >
          {isOffline
            ? `Your organisation does not keep ${many} on devices. They are not available without a connection.`
            : `Your organisation does not keep ${many} on devices. The server can show them while you are online.`}
        </StateBlock>
      )}
      {waiting === 0 ? null : (
        <section className={classes.here} aria-label="On this device until they are sent">
          <p role="note">
            {`${formats.plural(waiting, oneOf(entity), many)} ${waiting === 1 ? 'is' : 'are'} on this device until everything is sent.`}
          </p>
          {here}
        </section>
      )}
    </div>
  );
}

/**
 * A-6: the list of a kind of which this device keeps only young records: those that were changed since the month `since`. It says
 * so, and asks the server for all of them on request.
 */
export function PartlyKeptList({ since, here, ...asked }: Props & { readonly since: string }) {
  const formats = useFormats();
  const [isAsked, setAsked] = useState(false);
  const isOffline = useLiveValue('sync', (sync) => sync?.state === 'offline');
  const many = manyOf(asked.entity);
  return isAsked ? (
    <div className={classes.page}>
      <Button onClick={() => setAsked(false)}>{`Back to the ${many} on this device`}</Button>
      <AnswerOfServer {...asked} lacking={`older ${many}`} />
    </div>
  ) : (
    <>
      <div className={classes.part}>
        <p role="note">
          {`Only ${many} that were changed since ${formats.date(`${since}-01`)} are on this device, and counted here.${isOffline ? ' The others are not available without a connection.' : ''}`}
        </p>
        <Button onClick={() => setAsked(true)} disabled={isOffline}>
          Ask the server for all
        </Button>
      </div>
      {here}
    </>
  );
}
