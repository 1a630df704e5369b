import { afterAll, vi } from 'vitest';

// The DOM tests of a worker share their modules. A part of the screen that loads later (React.lazy) and is still loading
// when its test file ends would fail, and stay failed for all later files of the worker. So a file ends when nothing loads.
afterAll(() => vi.dynamicImportSettled());
