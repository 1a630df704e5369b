import { mostPostChars, networkChoices } from '@outpost/domain/packs/crm/social-networks';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import { textIn } from '../../../records/values/shown-value.ts';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import classes from './social.module.css';

/** The words of a post as they will stand there, and how many characters of each network they take. */
export function PostPreview({ entity, record }: RecordPartProps) {
  const formats = useFormats();
  if (entity.name !== 'crm/social-post') return null;
  const words = textIn(record.fields['words']);
  const link = textIn(record.fields['link']);
  return (
    <PanelSection title="Preview">
      <div className={classes.card}>
        <p className={classes.words} dir="auto">
          {words}
        </p>
        {link === '' ? null : (
          <p className={classes.link} dir="auto">
            {URL.parse(link)?.hostname ?? link}
          </p>
        )}
      </div>
      <ul className={classes.counts} aria-label="Characters">
        {networkChoices.map(({ value, label }) => (
          <li
            key={value}
          >{`${label}: ${formats.count(words.length)} of ${formats.count(mostPostChars[value])} characters`}</li>
        ))}
      </ul>
    </PanelSection>
  );
}
