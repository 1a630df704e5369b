import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { CallOutput } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { oneOf } from '../records/entity-shape.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import dialog from '../window/dialog.module.css';
import { PanelLine } from '@outpost/ui/parts/panel-section';
import { Dialog } from '../window/dialog.tsx';
import { shareRequest } from '../records/life-acts.ts';

type Props = { readonly entity: Entity; readonly answer: CallOutput<'records.get'>; readonly onClose: () => void };

/**
 * The people who see a record beside its owner and team. Each press is an act. Sharing also applies to the record's children
 * (A-3a).
 */
export function ShareDialog({ entity, answer, onClose }: Props) {
  const { record, refs } = answer;
  const { perform } = useActs();
  const sources = useSpecSources(refs);
  const title = titleOf(entity, record);
  const share = (ids: readonly string[]) => void perform(shareRequest(entity, record, ids));
  return (
    <Dialog onClose={onClose} title={`Share ${title}`}>
      <div className={dialog.dialog}>
        <FieldEditor
          key={record.sharedWith.length} // emptied after each choice
          spec={{
            id: 'person',
            label: 'With whom',
            kind: 'ref',
            isPerson: true,
            me: sources.me,
            search: async (words, signal) =>
              (await sources.search(['platform/person'], words, signal)).filter(
                ({ id }) => id !== record.ownerId && !record.sharedWith.includes(id),
              ),
            nameOf: sources.nameOf,
          }}
          value={null}
          onChange={(value) => {
            if (typeof value === 'string') share([...record.sharedWith, value]);
          }}
        />
        <div>
          {record.sharedWith.length === 0 ? <p className={dialog.quiet}>Not shared with anyone yet.</p> : null}
          {record.sharedWith.map((id) => {
            const name = refs[id]?.title ?? 'Someone not shared with you';
            return (
              <PanelLine
                key={id}
                before={<Avatar name={name} />}
                trailing={
                  <IconButton
                    icon="close"
                    label={`Stop sharing with ${name}`}
                    onClick={() => share(record.sharedWith.filter((one) => one !== id))}
                  />
                }
              >
                {name}
              </PanelLine>
            );
          })}
        </div>
        <p className={dialog.quiet}>
          They see and change this {oneOf(entity)} and what hangs on it, until you stop sharing it.
        </p>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Dialog>
  );
}
