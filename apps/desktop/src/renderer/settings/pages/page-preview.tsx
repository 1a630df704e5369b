import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { NoShortcuts } from '@outpost/ui/keys/no-shortcuts';
import { useRecordList } from '../../queries/record-queries.ts';
import { RecordView } from '../../record/record-view.tsx';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import classes from '../settings.module.css';

const nothing = () => undefined;

/** The page of the record of this kind that was changed last, as it is arranged now. It scrolls, and nothing in it acts. */
export function PagePreview({ entity }: { readonly entity: Entity }) {
  const { data } = useRecordList({
    entity: entity.name,
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    limit: 1,
  });
  const [record] = data?.rows ?? [];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by the keyboard, WCAG 2.1.1
    <section className={classes.preview} aria-label={`Preview of the page of ${manyOf(entity)}`} tabIndex={0}>
      {data === undefined ? null : record === undefined ? (
        <p className={classes.quiet}>The page is shown here with the first {oneOf(entity)} that you add.</p>
      ) : (
        <div inert>
          <NoShortcuts>
            <RecordView id={record.id} isPreview onClose={nothing} />
          </NoShortcuts>
        </div>
      )}
    </section>
  );
}
