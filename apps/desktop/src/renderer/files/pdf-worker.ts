// The worker of `pdf-pages.tsx`. A module of ours, so that the build finds it and makes it a file of its own.
import 'pdfjs-dist/build/pdf.worker.min.mjs';
