import { z } from 'zod';

// The page's policy forbids eval, and zod probes for eval when an object schema is created. So this file must be imported before
// any schema.
z.config({ jitless: true });
