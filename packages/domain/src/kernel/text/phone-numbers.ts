/** Whether a text is a number in international form (ITU-T E.164), without an extension: "+13035550164". */
export const isInternationalNumber = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text);
