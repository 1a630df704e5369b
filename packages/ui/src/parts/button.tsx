import { ActionIcon, Button as MantineButton, Tooltip } from '@mantine/core';
import type { MouseEventHandler, ReactNode, Ref } from 'react';
import { Icon } from './icons.tsx';
import { keyWords, Kbd } from './kbd.tsx';
import classes from './button.module.css';

/** A reason is shown on the key that comes to the button and on a touch, too. */
const reasonEvents = { hover: true, focus: true, touch: true };
const variants = { default: 'default', primary: 'filled', quiet: 'subtle' } as const;

type Common = {
  readonly onClick?: MouseEventHandler<HTMLButtonElement> | undefined;
  readonly disabled?: boolean | undefined;
  /** The reason why the button is disabled. It is shown and read out when the pointer or the focus comes to the button, which stays focusable. */
  readonly disabledReason?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
  readonly keys?: string | undefined;
};

/** A button with a text. A screen has one `primary` button. */
export type ButtonProps = Common & {
  readonly variant?: keyof typeof variants | undefined;
  readonly size?: 'md' | 'sm' | undefined;
  readonly icon?: string | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  /** Names a `submit` button to its form. */
  readonly value?: string | undefined;
  readonly className?: string | undefined;
  /** Makes it a button that is switched on and off. */
  readonly isOn?: boolean | undefined;
  readonly children: ReactNode;
};

/**
 * A button of 32 px (24 when small), with its icon before the text and its key after it. It can be the child of Menu.Target,
 * Popover.Target and Combobox.Target: it passes their properties (ids, aria, keys) on to the button.
 */
export function Button(props: ButtonProps) {
  const {
    variant = 'default',
    size = 'md',
    type = 'button',
    icon,
    keys,
    className,
    isOn,
    disabled = false,
    disabledReason,
    onClick,
    ref,
    children,
    ...handedOn
  } = props;
  const isOff = disabledReason !== undefined;
  const button = (
    <MantineButton
      {...(isOff ? {} : handedOn)} // a key must not open its menu
      {...(ref === undefined ? {} : { ref })}
      type={type}
      variant={variants[variant]}
      color={variant === 'quiet' ? 'gray' : 'accent'}
      size={size === 'sm' ? 'xs' : 'sm'}
      className={[classes.button, className].filter(Boolean).join(' ')}
      data-kind={variant}
      data-size={size}
      aria-pressed={isOn}
      leftSection={icon === undefined ? undefined : <Icon name={icon} size={14} />}
      rightSection={
        keys === undefined ? undefined : (
          <span className={classes.keys}>
            <Kbd keys={keys} />
          </span>
        )
      }
      disabled={disabled}
      {...(isOff ? { 'data-disabled': true, 'aria-disabled': true } : {})}
      onClick={isOff ? (event) => event.preventDefault() : onClick}
    >
      {children}
    </MantineButton>
  );
  // A button that may be off has the tooltip also while it is on: it is the same element then, and keeps the focus.
  return 'disabledReason' in props ? (
    <Tooltip label={disabledReason} disabled={!isOff} events={reasonEvents}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}

/** An icon button always has a name and a tooltip. */
export type IconButtonProps = Common & {
  readonly icon: string;
  readonly label: string;
  readonly size?: 24 | 32 | undefined;
  readonly isOn?: boolean | undefined;
};

/**
 * A square button with only an icon. It can be the child of Menu.Target and Popover.Target: it passes their properties (ids,
 * aria) on to the button.
 */
export function IconButton({
  icon,
  label,
  keys,
  size = 24,
  isOn,
  onClick,
  disabled,
  disabledReason,
  ref,
  ...handedOn
}: IconButtonProps) {
  return (
    <Tooltip label={disabledReason ?? (keys === undefined ? label : `${label} (${keyWords(keys)})`)}>
      <ActionIcon
        {...(disabledReason === undefined ? handedOn : {})}
        {...(ref === undefined ? {} : { ref })}
        size={size}
        aria-label={label}
        aria-pressed={isOn}
        className={classes.icon ?? ''}
        disabled={disabled ?? false}
        {...(disabledReason === undefined ? {} : { 'data-disabled': true, 'aria-disabled': true })}
        onClick={disabledReason === undefined ? onClick : (event) => event.preventDefault()}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
