import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { entityOf, type PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Settings } from '@outpost/domain/kernel/catalogue/settings';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { refusalOf } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import classes from './settings.module.css';

const path = [
  { id: 'settings', name: 'Settings' },
  { id: 'of-packs', name: 'Settings of packs' },
];
const noNames = {};

/** T-24: the settings of all packs that the organisation has: those of everybody, and one's own. A changed value is an ordinary act. */
export function PackSettingsPage() {
  const { packs, settings } = useCatalogue();
  const sections = packs.flatMap((pack) =>
    [...settings.values()].filter(({ on }) => pack.entities.includes(on)).map((one) => ({ pack, settings: one })),
  );
  return (
    <>
      <ViewBar title={<TitlePath steps={path} />} />
      <div className={classes.page}>
        {sections.length === 0 ? <p>The packs of your organisation have no settings.</p> : null}
        {sections.map(({ pack, settings: one }) => (
          <OfOneKind key={one.on} pack={pack} settings={one} />
        ))}
      </div>
    </>
  );
}

function OfOneKind({ pack, settings }: { readonly pack: PackInfo; readonly settings: Settings }) {
  const entity = entityOf(useCatalogue(), settings.on);
  const principal = usePrincipal();
  const { organisation, person } = useSignedIn();
  const { perform } = useActs();
  const specs = useFieldSpecs(entity, noNames);
  const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;
  const { data, error } = useRecordList({ entity: entity.name, ...(settings.whose === 'person' ? { where: mine } : {}), limit: 1 }); // prettier-ignore
  if (error) throw error; // drawn by the screen's boundary
  if (!data) return null; // some milliseconds
  const [record] = data.rows;
  const nameOf = (id: string) => (id === person.id ? person.name : undefined);
  const action = entity.governed ? 'administer' : 'update';
  return (
    <SettingsForm
      title={`${pack.label}: ${settings.whose === 'tenant' ? `for everybody in ${organisation.name}` : 'for you'}`}
      entity={entity}
      specs={specs}
      record={record}
      defaults={settings.defaults}
      refusal={record && refusalOf(principal, action, entity, { record, nameOf })}
      onChange={(name, value) =>
        record &&
        void perform({
          label: changedLabel(entity, pack.label, [name]),
          edits: [{ entity: entity.name, id: record.id, fields: { [name]: value } }],
        })
      }
    />
  );
}

/** One record of settings as a form; each value is kept as its field is left. A person who may not change them reads them. */
export function SettingsForm({
  title,
  entity,
  specs,
  record,
  defaults,
  refusal,
  onChange,
}: {
  readonly title: string;
  readonly entity: Entity;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  /** Undefined: the server has not made it yet, or it has not come to this device. */
  readonly record: Pick<ShownRecord, 'id' | 'fields'> | undefined;
  readonly defaults: Settings['defaults'];
  readonly refusal: string | undefined;
  readonly onChange: (name: string, value: JsonValue) => void;
}) {
  const formats = useFormats();
  const shown = Object.keys(entity.fields).flatMap((name) => specs.get(name) ?? []);
  const values = record?.fields ?? defaults;
  const why = record ? refusal : 'The server makes these settings within a minute. Until then the usual values hold.';
  return (
    <section className={classes.packs} aria-label={title}>
      <h2>{title}</h2>
      {why === undefined ? (
        <Form specs={shown} values={values} onChange={onChange} />
      ) : (
        <>
          <p className={classes.why} role="note">
            <Icon name="lock" size={14} />
            {why}
          </p>
          <dl>
            {shown.map((spec) => (
              <div key={spec.id} className={classes.field}>
                <dt className={classes.quiet}>{spec.label}</dt>
                <dd>{fieldText(spec, values[spec.id] ?? null, formats)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
