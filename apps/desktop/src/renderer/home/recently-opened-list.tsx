import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useOpenRecord } from '../window/use-open-record.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { HomeSection } from './home-section.tsx';
import { useRecentlyOpened } from '../places/recently-opened.ts';
import classes from './home.module.css';

/** The records that the person opened last on this device. */
export function RecentlyOpened() {
  const formats = useFormats();
  const now = useNowMs();
  const openRecord = useOpenRecord();
  const { entities } = usePastCatalogue();
  const opened = useRecentlyOpened();
  if (opened.length === 0) return null;
  const today = formats.dayOf(now);
  return (
    <HomeSection title="Recently opened">
      <ul>
        {opened.map((entry) => (
          <li key={entry.id} className={classes.short}>
            <Icon name={entities.get(entry.entity)?.icon ?? 'dot'} />
            <button
              type="button"
              className={classes.plain}
              onClick={() => openRecord(entry.id)}
              dir="auto"
              title={entry.title}
            >
              {entry.title}
            </button>
            <time dateTime={entry.at} className={classes.when} title={formats.instant(entry.at)}>
              {formats.dayOf(entry.at) === today ? formats.time(entry.at) : formats.day(formats.dayOf(entry.at), today)}
            </time>
          </li>
        ))}
      </ul>
    </HomeSection>
  );
}
