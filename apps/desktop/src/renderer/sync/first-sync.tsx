import { FirstSyncNote } from '@outpost/ui/sync/first-sync-note';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useIsFirstSync, useLive } from '../session/session-context.tsx';
import { NotKeptNote } from './not-kept-note.tsx';

/** Shows above lists and sums of several kinds what they lack: records that are still arriving, and kinds that are not kept. */
export function NotWhole() {
  return (
    <>
      <FirstSync />
      <NotKeptNote />
    </>
  );
}

/** Shows above the list that the first records are arriving; the received ones can be used (S-8). */
export const FirstSync = () => (useIsFirstSync() === true ? <RecordsArriving /> : null);

function RecordsArriving() {
  const sync = useLive('sync');
  const formats = useFormats();
  if (!sync) return null;
  return (
    <FirstSyncNote
      text={
        sync.state === 'offline'
          ? 'Not all of your records are here yet: they come with the next contact with the server'
          : sync.state === 'connecting' || sync.total === 0
            ? 'Your records are on their way'
            : `${formats.count(sync.done)} records are here, the rest is on its way`
      }
      done={sync.done}
      total={sync.total}
    />
  );
}
