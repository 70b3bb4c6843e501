/** The lines of a CSV file of so many contacts, half of them Chinese, each with an e-mail of its own. */
export function* contactLines(rows: number): Generator<string> {
  yield 'Name,Email,Mobile,Job title,Company,City,Notes\r\n';
  for (let row = 1; row <= rows; row++) {
    const number = String(row).padStart(7, '0');
    const mobile = `+86138${number.padStart(8, '0')}`;
    yield row % 2 === 0
      ? `王小明${number},c${number}@bench.example,${mobile},采购经理,云帆科技有限公司,上海,"展会认识,需要报价"\r\n`
      : `Maria Santos ${number},c${number}@bench.example,${mobile},Buyer,Santos Trading Ltd,Lisbon,"Met at the fair, wants an offer"\r\n`;
  }
}

/** Such a file as one text. */
export function contactsCsv(rows: number): string {
  return [...contactLines(rows)].join('');
}
