import { testEveryScreen } from './accessibility/every-screen.ts';

testEveryScreen('browser');
