import { allSteps, type AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { CallOutput } from '../../../bridge/contract.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { type DefinitionWording, stepWordings, stepWords } from './automation-words.ts';
import classes from './automations.module.css';

/** Chosen: what people mean by "last month". */
const days = 30;

type Props = {
  readonly version: string;
  readonly definition: AutomationDefinition;
  readonly wording: DefinitionWording;
};

/** The dry run of a version: the starts and steps that the last days would have caused. */
export function DryRun({ version, definition, wording }: Props) {
  const answer = useFromServer('automations.dryRun', { version, entity: definition.entity, days });
  return (
    <section className={classes.log} aria-labelledby="dry-run">
      <h3 id="dry-run" className={classes.heading}>
        What would it have done in the last {days} days?
      </h3>
      <FromServer answer={answer} offline="The server has the journal">
        {(data) => <Found data={data} definition={definition} wording={wording} />}
      </FromServer>
    </section>
  );
}

/** Says from what a dry run knows its numbers, and what it cannot know. */
function basisWords({ basis, rows, isWhole, moments, matching }: CallOutput<'automations.dryRun'>, { trigger }: AutomationDefinition, { entity, formats }: { readonly entity: Entity; readonly formats: Pick<Formats, 'plural' | 'number'> }): string {
  const many = (count: number): string => formats.plural(count, entity.label.one.toLowerCase(), entity.label.many.toLowerCase());
  if (basis === 'changes') return `From ${formats.plural(rows, 'change', 'changes')} in the journal. Nothing was sent or changed.${isWhole ? '' : ' There were more: only the newest were looked at.'}`;
  if (basis === 'none') return `Nobody can know who would have pressed the button. ${many(matching)} would match the conditions now.`;
  const asNow = 'It is counted with the records as they are now. What they were earlier is not known here. Nothing was sent or changed.';
  if (trigger.kind !== 'schedule') return `${asNow}${isWhole ? '' : ` There were more: only the first ${formats.number(rows)} were looked at.`}`;
  const left = matching > trigger.most ? ` Each time ${formats.number(matching - trigger.most)} would be left out.` : '';
  return `Due ${formats.plural(moments, 'time', 'times')}, each time for ${many(Math.min(matching, trigger.most))}.${left} ${asNow}`;
} // prettier-ignore

type FoundProps = Omit<Props, 'version'> & { readonly data: CallOutput<'automations.dryRun'> };

function Found({ data, definition, wording }: FoundProps) {
  const formats = useFormats();
  const open = useOpenRecord();
  const { basis, starts, unmet, steps, unknown = {}, examples, records } = data;
  const wordingOf = stepWordings(wording, definition);
  const words = new Map(allSteps(definition.steps).map((step) => [step.id, stepWords(wordingOf(step.id), step)]));
  const titleOfRecord = (id: string): string => {
    const held = records[id];
    return held ? titleOf(entityOf(wording.catalogue, held.entity), held) : 'A record that is not on this device';
  };
  return (
    <>
      <p className={classes.big} hidden={basis === 'none'}>
        <b>{formats.plural(starts, 'time', 'times')}</b>
        {unmet === 0 ? '' : `, ${formats.number(unmet)} of them ended at its conditions`}
      </p>
      <p className={classes.quiet}>{basisWords(data, definition, { entity: wording.entity, formats })}</p>
      <ul className={classes.counts} aria-label="Steps">
        {Object.entries(steps).map(([step, count]) => (
          <li key={step}>
            <span dir="auto">
              {words.get(step) ?? step}
              {unknown[step] === undefined ? null : (
                <span className={classes.quiet}>
                  {' '}
                  How it ends is not known {formats.plural(unknown[step], 'time', 'times')}: its parts are not counted
                  then.
                </span>
              )}
            </span>
            <b>{formats.number(count)}</b>
          </li>
        ))}
      </ul>
      {examples.length === 0 ? null : (
        <ul className={classes.counts} aria-label="Records">
          {examples.slice(0, 10).map(({ record, at }) => (
            <li key={`${record} ${at}`}>
              <button type="button" className={classes.link} dir="auto" onClick={() => open(record)}>
                {titleOfRecord(record)}
              </button>
              <span className={classes.quiet}>{formats.instant(at)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
