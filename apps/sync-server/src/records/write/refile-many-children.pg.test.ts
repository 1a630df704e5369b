import { refiledChildren } from '../../testing/refile-children-suite.ts';
import { usualWriteLimits } from '../load/write-limits.ts';

refiledChildren({ limits: usualWriteLimits, many: usualWriteLimits.childrenInMemory + 50 });
