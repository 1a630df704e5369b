import { historiesDrawnByChance } from './histories-suite.ts';

historiesDrawnByChance({ part: 2, parts: 4 });
