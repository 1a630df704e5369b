import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import { useMakes } from '../home/use-makes.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { oneOf } from '../records/entity-shape.ts';
import { useExampleData } from './use-example-data.ts';
import classes from './setup.module.css';

/** The ways to the first records: a file, by hand, or example data that is removed in one press. All of them work offline. */
export function BringData() {
  const navigate = useNavigate();
  const newRecord = useNewRecord();
  const makes = useMakes();
  return (
    <>
      <section className={classes.part} aria-labelledby="setup-import">
        <h3 id="setup-import">From a file</h3>
        <p>
          CSV and Excel files, contacts as vCard, and the exports of other CRMs. A dry run shows the records that would
          be made, before any is made.
        </p>
        <Button icon="upload" onClick={() => void navigate({ to: '/import' })}>
          Import a file
        </Button>
      </section>
      <section className={classes.part} aria-labelledby="setup-hand">
        <h3 id="setup-hand">By hand</h3>
        <p>
          {makes.length === 0
            ? 'You may not add records. An administrator can give you a role that can.'
            : 'Begin with your first record.'}
        </p>
        <div className={classes.buttons}>
          {makes.map(({ entity, wish }) => (
            <Button key={`${entity.name} ${JSON.stringify(wish)}`} icon="plus" onClick={() => newRecord(wish)}>
              New {oneOf(entity)}
            </Button>
          ))}
        </div>
      </section>
      <ExampleData />
    </>
  );
}

function ExampleData() {
  const { exists, isMade, progress, make, remove } = useExampleData();
  const formats = useFormats();
  if (!exists) return null;
  return (
    <section className={classes.part} aria-labelledby="setup-example">
      <h3 id="setup-example">Try it first with example data</h3>
      <p>
        Invented customers and their records, near today’s date. They belong to you, are sent like other records, and
        are removed in one press: records that somebody changed since are kept.
      </p>
      {progress ? (
        <p role="status">
          Adding example data: {formats.count(progress.done)} of {formats.count(progress.total)}
        </p>
      ) : isMade ? (
        <Button icon="trash" onClick={() => void remove()}>
          Remove the example data
        </Button>
      ) : (
        <Button icon="box" onClick={() => void make()}>
          Fill with example data
        </Button>
      )}
      <p className={classes.quiet}>
        <Icon name="info" size={14} /> Works without a network.
      </p>
    </section>
  );
}
