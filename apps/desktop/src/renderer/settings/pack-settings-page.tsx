import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { entityOf, type PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Settings } from '@outpost/domain/kernel/catalogue/settings';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { refusalOf } from '../records/may.ts';
import { packSettings } from '../records/pack-settings.ts';
import { useIsWhole } from '../records/use-chosen-areas.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { AreaChoices } from './area-choices.tsx';
import classes from './settings.module.css';

const noNames = {};

/**
 * The settings of all packs that the organisation has: the shared ones and the person's own (T-24). A changed value is an
 * ordinary act.
 */
export function PackSettingsPage() {
  const catalogue = useCatalogue();
  const settings = packSettings(catalogue);
  const sections = catalogue.packs.flatMap((pack) =>
    settings.filter(({ on }) => pack.entities.includes(on)).map((one) => ({ pack, settings: one })),
  );
  return (
    <>
      <SettingsBar at="/settings/of-packs" />
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
  const all = useFieldSpecs(entity, noNames);
  const { entities } = useCatalogue();
  const isWhole = useIsWhole();
  const areas = Object.entries(settings.areas ?? {});
  const specs = new Map([...all].filter(([name]) => settings.areas?.[name] === undefined));
  const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;
  const { data, error } = useRecordList({ entity: entity.name, ...(settings.whose === 'person' ? { where: mine } : {}), limit: 1 }); // prettier-ignore
  if (error) throw error; // drawn by the screen's boundary
  if (!data) return null; // takes some milliseconds
  const [record] = data.rows;
  const nameOf = (id: string) => (id === person.id ? person.name : undefined);
  const action = entity.governed ? 'administer' : 'update';
  const refusal = record && refusalOf(principal, action, entity, { record, nameOf });
  const change = (name: string, value: JsonValue): void => {
    if (!record) return;
    const edits = [{ entity: entity.name, id: record.id, fields: { [name]: value } }];
    void perform({ label: changedLabel(entity, pack.label, [name]), edits });
  };
  return (
    <SettingsForm
      title={`${pack.label}: ${settings.whose === 'tenant' ? `for everybody in ${organisation.name}` : 'for you'}`}
      entity={entity}
      specs={specs}
      record={record}
      defaults={settings.defaults}
      refusal={refusal}
      onChange={change}
    >
      {record
        ? areas.flatMap(([name, kind]) => {
            const filed = entities.get(kind);
            return filed && isWhole(kind) ? (
              <AreaChoices
                key={name}
                kind={filed}
                chosen={textsIn(record.fields[name])}
                refusal={refusal}
                onChange={(chosen) => change(name, [...chosen])}
              />
            ) : (
              []
            );
          })
        : null}
    </SettingsForm>
  );
}

const textsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/**
 * One record of settings as a form; each value is stored as its field is left. People who may not change them only read them.
 */
export function SettingsForm({
  title,
  entity,
  specs,
  record,
  defaults,
  refusal,
  onChange,
  children,
}: {
  readonly title: string;
  readonly entity: Entity;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  /** Undefined: the server has not made it yet, or it has not arrived on this device. */
  readonly record: Pick<ShownRecord, 'id' | 'fields'> | undefined;
  readonly defaults: Settings['defaults'];
  readonly refusal: string | undefined;
  readonly onChange: (name: string, value: JsonValue) => void;
  /** Below the form: areas, which are not shown as fields. */
  readonly children?: ReactNode;
}) {
  const formats = useFormats();
  const shown = Object.keys(entity.fields).flatMap((name) => specs.get(name) ?? []);
  const values = record?.fields ?? defaults;
  const why = record
    ? refusal
    : 'The server makes these settings within a minute. Until then the default values apply.';
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
                <dd>{fieldText(spec, values[spec.id] ?? null, formats) || (spec.emptyText ?? '—')}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {children}
    </section>
  );
}
