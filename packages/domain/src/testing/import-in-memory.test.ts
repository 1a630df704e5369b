import { memoryStore } from './import-in-memory.ts';
import { importStoreSuite } from './import-store-suite.ts';

importStoreSuite('in memory', memoryStore);
