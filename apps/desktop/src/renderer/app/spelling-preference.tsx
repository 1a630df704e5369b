import { MultiSelect, Switch } from '@mantine/core';
import { useId } from 'react';
import { useAppPorts } from '../window/app-ports.tsx';
import { useShellState } from '../window/use-shell-state.ts';
import classes from './settings-dialog.module.css';

/**
 * The preference for the check of spelling: on or off, and the languages where the person can choose them. A browser has
 * its own check, so it draws nothing there.
 */
export function SpellingPreference() {
  const { shell, locale } = useAppPorts();
  const state = useShellState()?.spelling;
  const labelId = useId();
  if (!shell || !state) return null;
  const { isOn, isOfSystem, languages } = state;
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const isWithout = !isOfSystem && languages.length === 0;
  return (
    <>
      <Switch
        label="Check spelling"
        description={
          isWithout
            ? 'This computer has no dictionary. Install a Hunspell dictionary of your language, and start Outpost again.'
            : 'With the dictionaries of this computer. Your texts and words never leave it.'
        }
        checked={isOn && !isWithout}
        disabled={isWithout}
        onChange={({ currentTarget: { checked } }) => shell.ask({ kind: 'spelling', isOn: checked })}
      />
      {isOn && languages.length > 0 ? (
        <div className={classes.row}>
          <span id={labelId}>Languages of the spelling</span>
          <MultiSelect
            aria-labelledby={labelId}
            size="xs"
            value={languages.filter(({ isChosen }) => isChosen).map(({ id }) => id)}
            data={languages.map(({ id }) => ({ value: id, label: names.of(id) ?? id }))}
            onChange={(chosen) => shell.ask({ kind: 'spelling', languages: chosen })}
          />
        </div>
      ) : null}
    </>
  );
}
