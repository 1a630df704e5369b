import { lettersPdfDefinition, type PrintedBatch } from '@outpost/domain/kernel/letters/letters-pdf';
import { pdfOfDefinition } from '../../journal/reports/pdf-parts.ts';

/** Returns the PDF of a batch, with the same words and places as a device makes it. */
export const lettersFile = (batch: PrintedBatch): Promise<Uint8Array> => pdfOfDefinition(lettersPdfDefinition(batch));
