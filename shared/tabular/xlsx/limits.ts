/** What a workbook may unpack to. Beyond it, a file of kilobytes could cost gigabytes (IMP-12). */
export const limits = {
  entries: 10_000,
  /** Bytes of the small parts that say how the rest is to be read. */
  contentTypes: 4_194_304,
  relationships: 1_048_576,
  workbook: 4_194_304,
  styles: 16_777_216,
  /** Texts used more than once are stored once, so these bytes are all different. */
  sharedStrings: 268_435_456,
  sheet: 2_147_483_648,
  /** Every honest sheet stays under it; deflate itself ends at 1,032. */
  sheetRatio: 300,
  sharedStringsRatio: 100,
  /** Below this size a ratio says nothing. */
  ratioFromBytes: 8_388_608,
  sheets: 1_000,
  formats: 100_000,
  texts: 8_388_608,
  rows: 1_048_576,
  columns: 1_000,
  /** As for a record of delimited text. */
  rowCharacters: 1_048_576,
} as const;
