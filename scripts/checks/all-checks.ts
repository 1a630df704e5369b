import { composedStyles } from './rules/composed-styles.ts';
import { domainPurity } from './rules/domain-purity.ts';
import { environment } from './rules/environment.ts';
import { explainedExceptions } from './rules/explained-exceptions.ts';
import { explainedSettings } from './rules/explained-settings.ts';
import { fileLength } from './rules/file-length.ts';
import { fileNames } from './rules/file-names.ts';
import { folderCircles } from './rules/folder-circles.ts';
import { folderSize } from './rules/folder-size.ts';
import { kindNames } from './rules/kind-names.ts';
import { listedColumns } from './rules/listed-columns.ts';
import { machinePaths } from './rules/machine-paths.ts';
import { moduleState } from './rules/module-state.ts';
import { mustUseResult } from './rules/must-use-result.ts';
import { mutedTests } from './rules/muted-tests.ts';
import { noHasSelector } from './rules/no-has-selector.ts';
import { oneName } from './rules/one-name.ts';
import { rawIpc } from './rules/raw-ipc.ts';
import { reExports } from './rules/re-exports.ts';
import { ruleIds } from './rules/rule-ids.ts';
import type { Check } from './source-file.ts';

/** Every check of the house. Each has a planted break in all-checks.test.ts. */
export const allChecks: readonly Check[] = [
  composedStyles,
  domainPurity,
  environment,
  explainedExceptions,
  explainedSettings,
  fileLength,
  fileNames,
  folderCircles,
  folderSize,
  kindNames,
  listedColumns,
  machinePaths,
  moduleState,
  mustUseResult,
  mutedTests,
  noHasSelector,
  oneName,
  rawIpc,
  reExports,
  ruleIds,
];
