import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useNowMs } from '@outpost/ui/formats/formats-context';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import { Timeline } from '@outpost/ui/record/timeline';
import { useMemo, useState } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { newestFirst } from '../timeline-entries.ts';
import { useTimelineEntries } from '../use-timeline-entries.tsx';
import classes from './server-record.module.css';

type Props = { readonly entity: Entity; readonly record: ShownRecord; readonly refs: RefNames };

/** Chosen: the entries of the first answer, and of each further one. */
const step = 60;
/** The most entries that the bridge takes in one question. */
const most = 480;

/** the timeline of a record that this device does not keep, asked from the server. */
export function ServerTimeline({ entity, record, refs }: Props) {
  const now = useNowMs();
  const [limit, setLimit] = useState(step);
  const specs = useFieldSpecs(entity, refs);
  const answer = useFromServer('server.timeline', { entity: entity.name, id: record.id, limit });
  const page = useMemo(
    () => ({ record, refs, specs, waiting: [], replaced: [], isElsewhere: true as const }),
    [record, refs, specs],
  );
  const entries = newestFirst(useTimelineEntries(page, answer.data));
  return (
    <PanelSection title="History" trailing="From the server">
      <FromServer answer={answer} offline="The history is on the server" old="This history may be old.">
        {({ more }) =>
          entries.length === 0 ? (
            <p className={classes.note}>The server has no entries here.</p>
          ) : (
            <Timeline
              entries={entries}
              now={now}
              hasMore={more && limit < most}
              onMore={() => setLimit((before) => Math.min(most, before + step))}
            />
          )
        }
      </FromServer>
    </PanelSection>
  );
}
