import { type Catalogue, childEntities } from '@outpost/domain/kernel/catalogue';
import type { Entity } from '@outpost/domain/kernel/entity';
import type { RecordPanelProps } from '@outpost/ui/record-panel';
import type { RecordDialog } from './record-dialogs.tsx';

type About = {
  readonly catalogue: Catalogue;
  readonly entity: Entity;
  readonly why: string | undefined;
  readonly onDialog: (dialog: RecordDialog) => void;
};

/** The quick acts on a record: for those that activities and tasks can be about. */
export function recordActs({ catalogue, entity, why, onDialog }: About): NonNullable<RecordPanelProps['acts']> {
  const children = new Set(childEntities(catalogue, entity.name).map(({ name }) => name));
  const off = why === undefined ? {} : { disabledReason: why };
  return [
    ...(children.has('crm/activity')
      ? [
          { id: 'call', label: 'Log a call', icon: 'phone', keys: 'l', onPress: () => onDialog('call'), ...off },
          { id: 'meeting', label: 'Meeting', icon: 'calendar', onPress: () => onDialog('meeting'), ...off },
        ]
      : []),
    ...(children.has('crm/task')
      ? [{ id: 'task', label: 'Task', icon: 'check-circle', keys: 't', onPress: () => onDialog('task'), ...off }]
      : []),
    ...(children.has('crm/activity')
      ? [{ id: 'email', label: 'E-mail', icon: 'mail', onPress: () => onDialog('email'), ...off }]
      : []),
  ];
}
