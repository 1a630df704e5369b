/** Excel's limits: the rows and columns of a sheet, the characters of a cell and of a sheet's name. */
export const excelLimits = { rows: 1_048_576, columns: 16_384, cellChars: 32_767, nameChars: 31 } as const;
