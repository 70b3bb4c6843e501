import type { Conventions } from '#shared/imports/clean/cleaned';
import type { SaidConventions } from '#shared/imports/conventions';
import type { Mapping } from '#shared/imports/mapping/mapping';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { TableRow } from '#shared/tabular/csv-records';
import type { Delimiter } from '#shared/tabular/delimiter';
import type { Encoding } from '#shared/tabular/encoding-names';
import { isPhoneCountry } from '#shared/text/phone';

const han = /\p{Script=Han}/u;

/** The language of a file's header. */
export function languageOf(mapping: Mapping): 'en' | 'zh' {
  return mapping.columns.some(({ header }) => han.test(header)) ? 'zh' : 'en';
}

/**
 * How a file's people write numbers, dates and phone numbers: as somebody said, else told from the file
 * itself: a Chinese header means China; a semicolon between cells means that the comma is the decimal mark, as where
 * Excel is European; a day above 12 shows the order of dates.
 */
export function conventionsOf(
  file: {
    readonly mapping: Mapping;
    readonly encoding: Encoding;
    readonly delimiter: Delimiter;
    readonly sample: readonly TableRow[];
  },
  object: ObjectDefinition,
  said: SaidConventions,
): Conventions {
  const { mapping, encoding, delimiter, sample } = file;
  const isChinese = languageOf(mapping) === 'zh' && encoding !== 'shift_jis';
  const isEuropean = delimiter === ';' && !isChinese;
  const country = said.country ?? (isChinese ? 'CN' : undefined);
  return {
    ...(country !== undefined && isPhoneCountry(country) ? { country } : {}),
    currency: said.currency ?? (isChinese ? 'CNY' : isEuropean ? 'EUR' : 'USD'),
    decimalComma: said.decimalComma ?? isEuropean,
    dateOrder:
      said.dateOrder ?? dateOrderOf(mapping, object, sample) ?? (isEuropean ? 'dmy' : undefined),
    utcOffset: said.utcOffset ?? (isChinese ? '+08:00' : 'Z'),
  };
}

const slashed = /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}/;

function dateOrderOf(
  mapping: Mapping,
  object: ObjectDefinition,
  sample: readonly TableRow[],
): 'dmy' | 'mdy' | undefined {
  const columns = mapping.columns.filter(({ use }) => {
    const kind = use.kind === 'field' ? object.fields[use.field]?.kind : undefined;
    return kind === 'date' || kind === 'dateTime';
  });
  const orders = new Set<'dmy' | 'mdy'>();
  for (const { cells } of sample)
    for (const { column } of columns) {
      const [, first, second] = slashed.exec((cells[column - 1] ?? '').trim()) ?? [];
      if (Number(first) > 12) orders.add('dmy');
      else if (Number(second) > 12) orders.add('mdy');
    }
  const [only] = orders;
  return orders.size === 1 ? only : undefined;
}
