import { z } from 'zod';

// The page's policy forbids eval, and zod probes for it when an object schema is made: this file is imported before any schema.
z.config({ jitless: true });
