import { Menu } from '@mantine/core';
import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { stepKinds } from './draft-words.ts';

type Props = {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onAdd: (kind: DraftStep['kind']) => void;
};

/** The button that adds a step behind the chosen one, with the kinds of step. */
export const AddStepMenu = ({ isOpen, onOpen, onAdd }: Props) => (
  <Menu
    opened={isOpen}
    onChange={onOpen}
    position="bottom-end"
    returnFocus={false}
    hideDetached={false}
    transitionProps={{ duration: 0 }}
    clickOutsideEvents={['mousedown', 'touchstart']} // not a press: the press that opens the menu would close it
  >
    <Menu.Target>
      <Button size="sm" icon="plus">
        Add a step
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      {stepKinds.map(({ kind, label, icon }) => (
        <Menu.Item key={kind} leftSection={<Icon name={icon} size={14} />} onClick={() => onAdd(kind)}>
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);
