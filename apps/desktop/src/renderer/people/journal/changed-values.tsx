import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { envelopeLabel } from '@outpost/domain/kernel/entities/envelope';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { RefNames } from '../../../bridge/contract.ts';
import { fieldNamed, fieldSpecOf } from '../../records/field-spec-of.ts';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { writtenGrantWords } from '../roles/grant-table.ts';
import { roleWords } from '../memberships.ts';
import classes from '../people.module.css';
import { usePeopleEntities, useRolesAndTeams } from '../use-people.ts';

/** The changed values of an entry, each before and after, as a list. */
export function ChangedValues({ entry, refs }: { readonly entry: AuditEntry; readonly refs: RefNames }) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const sources = useSpecSources(refs);
  const { person, role } = usePeopleEntities();
  const ofRoles = useRolesAndTeams();
  const entity = past.entities.get(entry.entity ?? '');
  const textOf = (of: Entity | undefined, field: string, value: JsonValue): string => {
    if (!of) return value === null ? '' : JSON.stringify(value);
    if (ofRoles && of.name === person && field === 'memberships')
      return formats.list(
        roleWords(namedRoles({ fields: { memberships: value } }), { ...ofRoles, instant: formats.instant }),
      );
    if (of.name === role && field === 'grants' && Array.isArray(value))
      return formats.list(value.map((grant) => writtenGrantWords(String(grant), past)));
    if (field === 'sharedWith' && Array.isArray(value))
      return formats.list(value.map((id) => sources.nameOf(String(id)) ?? 'someone'));
    const spec = fieldSpecOf(of, field, sources);
    if (spec?.kind === 'json') return value === null ? '' : 'set'; // filters and columns of views: data for programs
    return spec
      ? fieldText(spec, value, formats)
      : value === null
        ? ''
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  };
  return (
    <ul className={classes.values}>
      {changesOf(entry).map(([field, pair]) => (
        <li key={field}>
          <span className={classes.quiet}>
            {(entity && fieldNamed(entity, field)?.label) ?? envelopeLabel(field) ?? field}
          </span>{' '}
          <Change pair={pair} isNew={isCreation(entry)} textOf={(value) => textOf(entity, field, value)} />
        </li>
      ))}
    </ul>
  );
}

const isCreation = ({ action, changed }: AuditEntry): boolean =>
  action === 'record/created' ||
  (action !== 'record/changed' && Object.values(changed).every(([from]) => from === null));

/** One value before and after. For a set, only added and removed members are shown. */
function Change({
  pair: [from, to],
  isNew,
  textOf,
}: {
  readonly pair: readonly [JsonValue, JsonValue];
  readonly isNew: boolean;
  readonly textOf: (value: JsonValue) => string;
}) {
  const [before, after] = [textsIn(from), textsIn(to)];
  if (isNew || !before || !after)
    return (
      <>
        {isNew ? null : (
          <>
            <s>{textOf(from) || 'empty'}</s> <Icon name="arrow-right" size={12} label="becomes" />{' '}
          </>
        )}
        {textOf(to) || 'empty'}
      </>
    );
  const came = after.filter((one) => !before.includes(one));
  const went = before.filter((one) => !after.includes(one));
  return (
    <>
      {came.length === 0 ? null : <>added {textOf(came)} </>}
      {went.length === 0 ? null : (
        <>
          took out <s>{textOf(went)}</s>
        </>
      )}
    </>
  );
}

/** Returns the texts of a set; undefined for any other value. */
const textsIn = (value: JsonValue): string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

/** Returns the changed values of an entry. For a creation these are the values that were filled in. */
const changesOf = (entry: AuditEntry) =>
  Object.entries(entry.changed).filter(([, [, to]]) => !isCreation(entry) || (to !== null && to !== ''));
