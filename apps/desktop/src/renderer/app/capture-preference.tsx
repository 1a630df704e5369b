import { NativeSelect, Switch } from '@mantine/core';
import { useId } from 'react';
import { type CaptureAccelerator, captureAccelerators } from '../../bridge/shell/shell-port.ts';
import { useAppPorts } from '../window/app-ports.tsx';
import { useShellState } from '../window/use-shell-state.ts';
import classes from './settings-dialog.module.css';

/** Returns the keys as they are written on this computer's keyboard: "Ctrl + Shift + Space". */
const keysText = (keys: CaptureAccelerator, isMac: boolean): string =>
  keys
    .replace('CommandOrControl', isMac ? 'Cmd' : 'Ctrl')
    .replace('Alt', isMac ? 'Option' : 'Alt')
    .replaceAll('+', ' + ');

/**
 * The preference for the keys that open quick capture from every program: on or off, and which keys. A browser has no
 * such keys, so it draws nothing there.
 */
export function CapturePreference() {
  const { shell } = useAppPorts();
  const keys = useShellState()?.captureKeys;
  const labelId = useId();
  if (!shell || !keys) return null;
  const isMac = /mac/iu.test(navigator.userAgent);
  return (
    <>
      <Switch
        label="Quick capture from every program"
        description={
          keys.isTaken
            ? 'Another program uses these keys, so they do nothing here. Choose others.'
            : 'The keys open a small window for a new record, also while Outpost is behind other windows.'
        }
        checked={keys.isOn}
        onChange={({ currentTarget: { checked } }) => shell.ask({ kind: 'capture-keys', isOn: checked })}
      />
      {keys.isOn ? (
        <div className={classes.row}>
          <span id={labelId}>Keys of quick capture</span>
          <NativeSelect
            aria-labelledby={labelId}
            size="xs"
            value={keys.accelerator}
            data={captureAccelerators.map((value) => ({ value, label: keysText(value, isMac) }))}
            onChange={({ currentTarget: { value } }) => {
              const accelerator = captureAccelerators.find((known) => known === value);
              if (accelerator) shell.ask({ kind: 'capture-keys', accelerator });
            }}
          />
        </div>
      ) : null}
    </>
  );
}
