import { testEveryScreen } from './every-screen.ts';
import { isLongEffort } from '../testbed/inspect-screen.ts';

// The same page as in the browser shell, so only `npm run test:long` inspects it again here.
if (isLongEffort) testEveryScreen('electron');
