import { testEveryState } from './every-state.ts';
import { isLongEffort } from '../testbed/inspect-screen.ts';

// The same pages as in the browser shell, so only `npm run test:long` inspects them again here.
if (isLongEffort) testEveryState('electron');
