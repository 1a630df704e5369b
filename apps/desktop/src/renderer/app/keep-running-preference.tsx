import { Switch } from '@mantine/core';
import { useAppPorts } from '../window/app-ports.tsx';
import { useShellState } from '../window/use-shell-state.ts';

/**
 * The preference whether the app keeps running in the tray when its last window is closed. Browsers and macOS have no
 * such choice, so it draws nothing there.
 */
export function KeepRunningPreference() {
  const { shell } = useAppPorts();
  const keep = useShellState()?.keepRunning;
  if (!shell || !keep) return null;
  return (
    <Switch
      label="Keep running in the tray"
      description={
        keep.hasTray
          ? 'Reminders and quick capture go on after you close the last window. Ctrl+Q quits Outpost.'
          : 'This desktop shows no tray, so Outpost quits when you close the last window.'
      }
      checked={keep.isOn && keep.hasTray}
      disabled={!keep.hasTray}
      onChange={({ currentTarget: { checked } }) => shell.ask({ kind: 'keep-running', isOn: checked })}
    />
  );
}
