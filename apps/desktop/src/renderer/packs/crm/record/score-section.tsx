import { useFormats } from '@outpost/ui/formats/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { scoreReasons } from './score-reasons.ts';
import classes from './score-section.module.css';

/** CRM-6, CRM-13: why a lead has its score. */
export function ScoreSection({ entity, record }: RecordPartProps) {
  const formats = useFormats();
  if (entity.name !== 'crm/lead') return null;
  const { reasons, unknown, bound } = scoreReasons(record);
  return (
    <PanelSection title="Why this score">
      <ul className={classes.reasons} aria-label="Reasons of the score">
        {reasons.map(({ id, words, points }) => (
          <li key={id}>
            <PanelLine trailing={formats.plural(points, 'point', 'points')}>{words}</PanelLine>
          </li>
        ))}
      </ul>
      {bound === undefined ? null : <p className={classes.note}>{bound}</p>}
      {unknown.length === 0 ? null : <p className={classes.note}>{`Not known: ${formats.list(unknown)}.`}</p>}
    </PanelSection>
  );
}
