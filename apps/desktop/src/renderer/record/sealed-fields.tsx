import type { JsonValue } from '@outpost/domain/kernel/json';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { Button } from '@outpost/ui/parts/button';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useSealedGroups } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { usePastEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useBridge } from '../window/app-ports.tsx';
import classes from './sealed-fields.module.css';
import { useRevealed } from './use-revealed.ts';

type Group = CallOutput<'sealed.of'>['groups'][number];

/**
 * K-4: the sealed fields of a record, for people with the right to them. Nobody else sees that there are any. Values are masked
 * until they are revealed.
 */
export function SealedFields({ id }: { readonly id: string }) {
  const groups = useSealedGroups(id);
  return (
    <>
      {groups?.map((group) => (
        <SealedGroup key={group.kind} id={id} group={group} />
      ))}
    </>
  );
}

const noRefs = {};

function SealedGroup({ id, group }: { readonly id: string; readonly group: Group }) {
  const entity = usePastEntity(group.kind);
  const specs = useFieldSpecs(entity, noRefs);
  return (
    <PanelSection title={entity.label.one} trailing={<Icon name="lock" size={14} label="Sealed" />}>
      <dl>
        {Object.entries(group.masked).map(([name, masked]) => {
          const spec = specs.get(name);
          return spec ? (
            <SealedRow key={name} place={{ id, kind: group.kind, field: name }} {...{ spec, masked, group }} />
          ) : null;
        })}
      </dl>
      <PanelLine>
        <span className={classes.quiet}>
          {group.waiting > 0 ? 'Changed here, not sent yet. ' : ''}Each time a value is revealed, the journal says by
          whom.
        </span>
      </PanelLine>
    </PanelSection>
  );
}

type RowProps = {
  readonly place: { readonly id: string; readonly kind: string; readonly field: string };
  readonly spec: FieldSpec;
  readonly masked: string;
  readonly group: Group;
};

function SealedRow({ place, spec, masked, group }: RowProps) {
  const bridge = useBridge();
  const { tell } = useActs();
  const formats = useFormats();
  const { value, show, hide } = useRevealed();
  const [isEditing, setEditing] = useState(false);
  const reveal = async () => {
    const answer = await tell<'sealed.reveal'>(bridge.call('sealed.reveal', place));
    if (answer) show(answer.value);
  };
  const change = async (next: JsonValue) => {
    hide();
    await tell<'sealed.change'>(bridge.call('sealed.change', { ...place, value: next }));
  };
  const text = value === undefined ? masked : fieldText(spec, value, formats);
  return (
    <div className={classes.row}>
      <dt className={classes.label}>{spec.label}</dt>
      <dd className={classes.cell}>
        {isEditing ? (
          // A new value is typed without the old one. The text is kept nowhere until it is entered.
          <FieldEditor
            spec={spec}
            value={null}
            onChange={(next) => void change(next)}
            onDone={() => setEditing(false)}
            variant="inline"
            autoFocus
          />
        ) : (
          <>
            <span className={classes.value} role="status" dir="auto">
              {masked === '' ? (
                <span className={classes.quiet}>Empty</span>
              ) : (
                <>
                  {value === undefined ? <span className="outpost-visually-hidden">Sealed, ends in </span> : null}
                  {text}
                </>
              )}
            </span>
            {masked === '' ? null : value === undefined ? (
              <Button size="sm" variant="quiet" onClick={() => void reveal()}>
                Reveal <span className="outpost-visually-hidden">{spec.label}</span>
              </Button>
            ) : (
              <Button size="sm" variant="quiet" onClick={hide}>
                Hide <span className="outpost-visually-hidden">{spec.label}</span>
              </Button>
            )}
            <Button
              size="sm"
              variant="quiet"
              onClick={() => setEditing(true)}
              {...(group.whyFixed === '' ? {} : { disabledReason: group.whyFixed })}
            >
              {masked === '' ? 'Add' : 'Change'} <span className="outpost-visually-hidden">{spec.label}</span>
            </Button>
          </>
        )}
      </dd>
    </div>
  );
}
