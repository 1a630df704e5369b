import { historiesDrawnByChance } from './histories-suite.ts';

historiesDrawnByChance({ part: 3, parts: 4 });
