import { Menu } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import type { ImportState } from './use-import.ts';
import classes from './import.module.css';

/** Misspellings to mend once for all their rows, and columns that can be read in more than one way. */
export function Mends({ plan, onChange }: { readonly plan: ImportPlan; readonly onChange: ImportState['change'] }) {
  const formats = useFormats();
  if (plan.mends.length + plan.readings.length === 0) return null;
  return (
    <section>
      <h2>Mend once, for all rows</h2>
      <ul className={classes.mends}>
        {plan.mends.map((mend) => (
          <li key={mend.id} data-open={!mend.taken || undefined}>
            {mend.taken ? (
              <span className={classes.good}>
                <Icon name="check" label="mended" />
              </span>
            ) : null}
            <div className={classes.mendWords}>
              <span>
                <code dir="auto">{mend.from}</code> <span aria-label="to">→</span>{' '}
                <strong dir="auto">{mend.to === '' ? '(empty)' : mend.to}</strong>
              </span>
              <span>
                {formats.plural(mend.rows, 'row', 'rows')} in column {mend.column}. {mend.why}
              </span>
            </div>
            {mend.taken ? (
              <Button size="sm" variant="quiet" onClick={() => void onChange({ mends: { [mend.id]: false } })}>
                Leave as is
              </Button>
            ) : (
              <Button onClick={() => void onChange({ mends: { [mend.id]: true } })}>
                Mend {formats.plural(mend.rows, 'row', 'rows')}
              </Button>
            )}
          </li>
        ))}
        {plan.readings.map((reading) =>
          reading.isOpen ? (
            <li key={reading.id} data-open>
              <div className={classes.mendWords}>
                <strong>{reading.said}</strong>
                <span>Column {reading.column}. Nothing is imported before you choose.</span>
                <span className={classes.answers} role="group" aria-label={`How ${reading.column} is read`}>
                  {reading.choices.map((choice) => (
                    <Button
                      key={choice.value}
                      size="sm"
                      onClick={() => void onChange({ readings: { [reading.id]: choice.value } })}
                    >
                      {choice.label}
                    </Button>
                  ))}
                </span>
              </div>
            </li>
          ) : (
            <Reading key={reading.id} reading={reading} onChange={onChange} />
          ),
        )}
      </ul>
    </section>
  );
}

/** A column whose reading is decided, with the alternatives. */
function Reading({
  reading,
  onChange,
}: {
  readonly reading: ImportPlan['readings'][number];
  readonly onChange: ImportState['change'];
}) {
  return (
    <li>
      <span className={classes.good}>
        <Icon name="check" label="read" />
      </span>
      <div className={classes.mendWords}>
        <span>
          <strong>
            {reading.column}: {reading.said}
          </strong>{' '}
          {reading.why}
        </span>
      </div>
      {reading.choices.length < 2 ? null : (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className={classes.link}>
              Change
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {reading.choices.map((choice) => (
              <Menu.Item
                key={choice.value}
                rightSection={choice.value === reading.chosen ? <Icon name="check" size={14} label="chosen" /> : null}
                onClick={() => void onChange({ readings: { [reading.id]: choice.value } })}
              >
                {choice.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
