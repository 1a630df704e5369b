import { historiesDrawnByChance } from './histories-suite.ts';

historiesDrawnByChance({ part: 4, parts: 4 });
