import { domainPurity } from './domain-purity.ts';
import { environment } from './environment.ts';
import { explainedExceptions } from './explained-exceptions.ts';
import { explainedSettings } from './explained-settings.ts';
import { fileLength } from './file-length.ts';
import { fileNames } from './file-names.ts';
import { folderCircles } from './folder-circles.ts';
import { kindNames } from './kind-names.ts';
import { listedColumns } from './listed-columns.ts';
import { machinePaths } from './machine-paths.ts';
import { moduleState } from './module-state.ts';
import { mustUseResult } from './must-use-result.ts';
import { mutedTests } from './muted-tests.ts';
import { oneName } from './one-name.ts';
import { rawIpc } from './raw-ipc.ts';
import { reExports } from './re-exports.ts';
import { ruleIds } from './rule-ids.ts';
import type { Check } from './source-file.ts';

/** Every check of the house. Each has a planted break in all-checks.test.ts. */
export const allChecks: readonly Check[] = [
  domainPurity,
  environment,
  explainedExceptions,
  explainedSettings,
  fileLength,
  fileNames,
  folderCircles,
  kindNames,
  listedColumns,
  machinePaths,
  moduleState,
  mustUseResult,
  mutedTests,
  oneName,
  rawIpc,
  reExports,
  ruleIds,
];
