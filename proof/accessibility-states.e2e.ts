import { testEveryState } from './accessibility/every-state.ts';

testEveryState('browser');
