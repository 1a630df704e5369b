import { defineConfig } from 'vite';

// As strict as the product's own policy: what a component does against it shows here first.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-gallery'; font-src 'self' data:; img-src 'self' data:";

/** The gallery: `vite packages/ui/gallery` to look at it, `screenshots.ts` to keep pictures. Not part of the product. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  logLevel: 'warn',
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 3000, rolldownOptions: { onLog: (level, log, report) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log)) } },
  preview: { headers: { 'Content-Security-Policy': policy } },
});
