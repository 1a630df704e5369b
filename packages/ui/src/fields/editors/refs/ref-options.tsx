import { Combobox } from '@mantine/core';
import { Avatar } from '../../../parts/avatar.tsx';
import { Icon } from '../../../parts/icons.tsx';
import type { RefOption, SpecOf } from '../../field-spec.ts';
import classes from '../field-editor.module.css';

type Props = {
  readonly spec: Pick<SpecOf<'ref'>, 'isPerson' | 'me' | 'create'>;
  readonly options: readonly RefOption[];
  readonly chosen: unknown;
  /** Shown where there are no options. */
  readonly hint: string;
  /** The name of the record to create, where that is offered. */
  readonly offered: string | undefined;
};

/** The value of the option that creates a record. No record has it as its id. */
export const createOption = ':create';

/** The list of records that a reference may name: people with their initials, others with their icon. */
export function RefOptions({ spec, options, chosen, hint, offered }: Props) {
  return (
    <Combobox.Dropdown className={classes.refs ?? ''}>
      <Combobox.Options aria-label="Found records" mah={280} className={classes.scroll ?? ''}>
        {options.length === 0 && offered === undefined ? <Combobox.Empty>{hint}</Combobox.Empty> : null}
        {options.map((option) => (
          <Combobox.Option key={option.id} value={option.id} active={option.id === chosen}>
            <span className={classes.ref}>
              {spec.isPerson ? (
                <Avatar name={option.name} person={option.id} isMe={option.id === spec.me} />
              ) : option.icon === undefined ? null : (
                <Icon name={option.icon} />
              )}
              <span dir="auto">{option.name}</span>
              {option.detail === undefined ? null : <span className={classes.refDetail}>{option.detail}</span>}
            </span>
          </Combobox.Option>
        ))}
        {offered === undefined ? null : (
          <Combobox.Option value={createOption}>
            <span className={classes.ref}>
              <Icon name="plus" />
              <span dir="auto">
                Create {spec.create?.one} “{offered}”
              </span>
            </span>
          </Combobox.Option>
        )}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}
