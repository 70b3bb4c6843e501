/** What encloses cells that hold delimiters or line breaks; with `none` every character is text. */
export const quoteMarks = ['"', "'", 'none'] as const;

/** How a cell writes its own quote: twice, or behind a backslash as MySQL does. */
export const quoteEscapes = ['doubled', 'backslash'] as const;

export interface Quoting {
  readonly quote: (typeof quoteMarks)[number];
  readonly quoteEscape: (typeof quoteEscapes)[number];
}

/** As RFC 4180 has it. */
export const usualQuoting: Quoting = { quote: '"', quoteEscape: 'doubled' };
