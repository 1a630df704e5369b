import { historiesDrawnByChance } from './histories-suite.ts';

historiesDrawnByChance({ part: 1, parts: 4 });
