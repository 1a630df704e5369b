import type { ExplainedAccess } from '@outpost/domain/kernel/access/sight';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { isSealedField } from '@outpost/domain/kernel/entities/sealed';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { CallOutput } from '../../../bridge/contract.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { shownValue } from '../../records/values/shown-value.ts';
import type { SightOf } from './sight-answer.tsx';
import { isAllowed } from './sight-words.ts';
import classes from './sight.module.css';

type Props = {
  readonly of: SightOf;
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly explained: ExplainedAccess;
  /** The end of the share with the person, in words; undefined without an end. */
  readonly until: string | undefined;
};

/** Chosen: as many fields fit beside the grants. The others are counted. */
const mostFields = 12;

/** The fields of a record as a person, or a role, sees them: values, the fields that they may change, and sealed ones without values. */
export function AsSeen({ of, entity, answer, explained, until }: Props) {
  const sees = explained.status !== 'suspended' && isAllowed(explained.actions, 'read');
  return (
    <section className={classes.seen} aria-labelledby="as-seen">
      <h2 id="as-seen" className={classes.head}>
        As {of.within} sees it{' '}
        <span className={classes.quiet}>The values are those of your device, the rights are theirs.</span>
      </h2>
      {sees ? (
        <div className={classes.card}>
          <b dir="auto">{titleOf(entity, answer.record)}</b>
          <dl>
            <OpenFields entity={entity} answer={answer} explained={explained} until={until} />
            <SealedGroups explained={explained} />
          </dl>
        </div>
      ) : (
        <p className={classes.quiet}>They see nothing of it, and searches and sums leave it out.</p>
      )}
    </section>
  );
}

function OpenFields({ entity, answer, explained, until }: Omit<Props, 'of'>) {
  const { record, refs } = answer;
  const formats = useFormats();
  const specs = useFieldSpecs(entity, refs);
  const mayChange = record.life === 'alive' && isAllowed(explained.actions, 'update');
  const filled = [...new Set([...entity.listed, ...Object.keys(entity.fields)])].filter(
    (name) => name !== entity.title && specs.has(name) && !isEmptyValue(shownValue(record, name)),
  );
  return (
    <>
      {filled.slice(0, mostFields).map((name) => {
        const [spec, field] = [specs.get(name), entity.fields[name]];
        if (spec === undefined) return null;
        return (
          <div key={name}>
            <dt>{spec.label}</dt>
            <dd dir="auto">{fieldText(spec, shownValue(record, name), formats)}</dd>
            <dd className={classes.mark}>
              {mayChange && field !== undefined && isWritable(field) ? (
                <>
                  <Icon name="pencil" size={12} /> {until === undefined ? 'may change' : `until ${until}`}
                </>
              ) : null}
            </dd>
          </div>
        );
      })}
      {filled.length > mostFields ? (
        <div>
          <dt className={classes.quiet}>
            {formats.plural(filled.length - mostFields, 'more field', 'more fields')}, to read
          </dt>
        </div>
      ) : null}
    </>
  );
}

/** The sealed fields by their groups. Their values are not shown, whether or not the person may reveal them (K-4). */
function SealedGroups({ explained }: Pick<Props, 'explained'>) {
  const { entities } = usePastCatalogue();
  return explained.sealed.flatMap(({ group, may }) => {
    const kind = entities.get(group);
    if (!kind) return [];
    return Object.entries(kind.fields).flatMap(([name, { label }]) =>
      isSealedField(kind, name)
        ? [
            <div key={`${group} ${name}`}>
              <dt>{label}</dt>
              <dd>{may ? '••••' : 'not shown'}</dd>
              <dd className={classes.mark}>
                <Icon name="lock" size={12} /> {may ? 'may reveal' : 'sealed'}
              </dd>
            </div>,
          ]
        : [],
    );
  });
}
