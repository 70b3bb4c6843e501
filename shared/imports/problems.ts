import type { Labels } from '#shared/objects/field';
import type { Problem } from './import-job.ts';

type Values = Problem['values'];

/**
 * Everything an import can have to say, in both languages. `{name}` stands for a value of the
 * problem. A file's problem says what to do; a row's names the column.
 */
export const problemSentences = {
  'file.empty': {
    en: 'The file is empty. Check that the export worked and drop it again.',
    zh: '文件是空的。请检查导出是否成功，然后重新放入。',
  },
  'file.workbook-old': {
    en: 'This is an old Excel workbook (.xls). In Excel choose File → Save As → “Excel Workbook (.xlsx)” and drop that file.',
    zh: '这是旧版 Excel 工作簿（.xls）。请在 Excel 中选择“文件 → 另存为 → Excel 工作簿（.xlsx）”，再放入该文件。',
  },
  'file.workbook-encrypted': {
    en: 'The file is protected by a password. Remove the password (in Excel: File → Info → Protect Workbook) and drop it again.',
    zh: '文件有密码保护。请先取消密码（Excel：文件 → 信息 → 保护工作簿），然后重新放入。',
  },
  'file.workbook-macros': {
    en: 'The workbook contains macros (.xlsm). Save it as “Excel Workbook (.xlsx)”, without macros, and drop that file.',
    zh: '工作簿含有宏（.xlsm）。请另存为不含宏的“Excel 工作簿（.xlsx）”，再放入该文件。',
  },
  'file.workbook-foreign': {
    en: 'This kind of spreadsheet (.xlsb, .ods, Numbers) is not read. Save it as “Excel Workbook (.xlsx)” or CSV and drop that file.',
    zh: '不支持此类电子表格（.xlsb、.ods、Numbers）。请另存为“Excel 工作簿（.xlsx）”或 CSV，再放入该文件。',
  },
  'file.workbook-broken': {
    en: 'The workbook is damaged near row {row}. Open it in Excel, save it under a new name and drop that file.',
    zh: '工作簿在第 {row} 行附近已损坏。请用 Excel 打开并另存为新文件，再放入该文件。',
  },
  'file.workbook-unsafe': {
    en: 'The workbook unpacks to more than is safe to read. Save the sheet as “CSV UTF-8” and drop that file.',
    zh: '工作簿解压后的内容超出可安全读取的范围。请将工作表另存为“CSV UTF-8”，再放入该文件。',
  },
  'file.workbook-sheet-missing': {
    en: 'The workbook has no such sheet, or no visible one. Show the sheet or choose another.',
    zh: '工作簿中没有该工作表，或没有可见的工作表。请取消隐藏或选择其他工作表。',
  },
  'file.pdf': {
    en: 'This is a PDF. Export the list as CSV from the program that made it.',
    zh: '这是 PDF 文件。请从原程序将列表导出为 CSV。',
  },
  'file.html': {
    en: 'This is a web page, not a table. Open it in Excel and save it as “CSV UTF-8”.',
    zh: '这是网页而不是表格。请用 Excel 打开并另存为“CSV UTF-8”。',
  },
  'file.archive': {
    en: 'This is a compressed file. Unpack it and drop the CSV file inside.',
    zh: '这是压缩文件。请先解压，再放入其中的 CSV 文件。',
  },
  'file.too-large': {
    en: 'The file is larger than 512 MB. Split it into several files.',
    zh: '文件超过 512 MB。请拆分成多个文件。',
  },
  'file.encoding-unknown': {
    en: 'The text encoding could not be recognised. Save the file as “CSV UTF-8” and drop it again.',
    zh: '无法识别文本编码。请将文件另存为“CSV UTF-8”后重新放入。',
  },
  'file.encoding-broken': {
    en: 'Some text is not valid {encoding}; the damage begins near row {row}. Save the file as “CSV UTF-8” and drop it again.',
    zh: '部分文本不是有效的 {encoding} 编码，问题出现在第 {row} 行附近。请将文件另存为“CSV UTF-8”后重新放入。',
  },
  'file.zero-bytes': {
    en: 'Row {row} contains zero bytes, so this is not a text table. Export it again as CSV.',
    zh: '第 {row} 行含有空字节，这不是文本表格。请重新导出为 CSV。',
  },
  'file.quote-open': {
    en: 'A quotation mark that opens in row {row} is never closed. Close or remove it and drop the file again, or say with the upload that no quotes enclose cells.',
    zh: '第 {row} 行的引号没有闭合。请补上或删除该引号后重新放入文件，或在上传时指明单元格没有引号。',
  },
  'file.record-too-long': {
    en: 'Row {row} is longer than 1 MB. Probably a quotation mark is not closed there, or the line ends are missing.',
    zh: '第 {row} 行超过 1 MB。该行的引号可能没有闭合，或缺少换行。',
  },
  'file.header-missing': {
    en: 'No column was recognised. Put column names such as “Name”, “E-mail”, “Phone” into the first row.',
    zh: '没有识别出任何列。请在第一行填写列名，例如“姓名”“邮箱”“电话”。',
  },
  'file.rows-missing': {
    en: 'There are column names in row {row} but no rows below.',
    zh: '第 {row} 行是列名，但下面没有数据行。',
  },
  'file.header-twice': {
    en: 'Two columns are called “{header}” (columns {first} and {second}). Rename or remove one of them.',
    zh: '有两列都叫“{header}”（第 {first} 列和第 {second} 列）。请重命名或删除其中一列。',
  },
  'file.too-many-columns': {
    en: 'The table has more than 1,000 columns. Remove those you do not need.',
    zh: '表格超过 1000 列。请删除不需要的列。',
  },
  'file.too-many-rows': {
    en: 'The table has more than 1,048,576 rows. Split it into several files.',
    zh: '表格超过 1048576 行。请拆分成多个文件。',
  },
  'file.name-unmapped': {
    en: 'No column holds the name of the {object}. Call it “{header}”.',
    zh: '没有任何列是{object}的名称。请将该列命名为“{header}”。',
  },
  'file.missing': {
    en: 'The file was removed before it could be read. Put it there again.',
    zh: '文件在读取之前已被移走。请重新放入。',
  },
  'file.unreadable': {
    en: 'The file could not be read after several tries. Put it there again; if it fails again, send us the import’s number.',
    zh: '多次尝试后仍无法读取文件。请重新放入；如仍失败，请将导入编号告知我们。',
  },
  'file.forbidden': {
    en: 'Whoever started this import may not create these records.',
    zh: '发起导入的用户没有创建此类记录的权限。',
  },
  'starter.inactive': {
    en: 'The account that started the import is no longer active, so the rest was not imported.',
    zh: '发起导入的账号已停用，其余的行没有导入。',
  },
  'starter.forbidden': {
    en: 'Whoever started the import lost the right to import, so the rest was not imported.',
    zh: '发起导入的用户已失去导入权限，其余的行没有导入。',
  },
  'row.total': {
    en: 'The row holds totals, not a record.',
    zh: '该行是合计，不是记录。',
  },
  'row.already-imported': {
    en: 'The same file was imported before.',
    zh: '同样的文件之前已经导入过。',
  },
  'row.duplicate': {
    en: 'A record with the same {field} is already there.',
    zh: '已有“{field}”相同的记录。',
  },
  'row.duplicate-in-file': {
    en: 'Row {row} of this file has the same {field}.',
    zh: '本文件第 {row} 行的“{field}”与此相同。',
  },
  'row.unchanged': {
    en: 'The record already says the same.',
    zh: '记录内容已与此相同。',
  },
  'row.person-erased': {
    en: 'This person had their data erased here and does not come back by a file.',
    zh: '此人已要求删除其个人信息，不能再通过文件导入。',
  },
  'row.no-match': {
    en: 'There is no such record, and this import makes no new ones.',
    zh: '没有对应的记录，且本次导入不新建记录。',
  },
  'row.changed-meanwhile': {
    en: 'The record was changed or removed at the same time. Drop the error file to try it again.',
    zh: '该记录同时被修改或删除。放入错误文件即可重试。',
  },
  'row.record-forbidden': {
    en: 'Whoever started the import may not change this record.',
    zh: '发起导入的用户无权修改该记录。',
  },
  'row.value-taken': {
    en: 'Another record already holds this value of “{field}”.',
    zh: '“{field}”的值已属于另一条记录。',
  },
  'row.name-missing': { en: '“{field}” is empty.', zh: '“{field}”为空。' },
  'row.value-refused': {
    en: '“{field}” cannot hold this value. {hint}',
    zh: '“{field}”不能保存该值。{hint}',
  },
  'row.email-invalid': {
    en: 'The e-mail address is not valid. Correct it or leave it empty.',
    zh: '邮箱地址无效。请更正或留空。',
  },
  'row.reference-missing': {
    en: '“{field}” names a record that does not exist.',
    zh: '“{field}”所指的记录不存在。',
  },
  'row.reference-ambiguous': {
    en: '“{field}” may mean several that are there. Name one by its id.',
    zh: '“{field}”可能指多个对象。请用编号指明。',
  },
  'row.match-ambiguous': {
    en: 'Several records have the same {field}, so none of them was changed.',
    zh: '有多条记录的“{field}”相同，因此均未修改。',
  },
  'row.forbidden': {
    en: 'The account that runs the import may not write this: {field}.',
    zh: '执行导入的账号无权写入：{field}。',
  },
  'row.frozen': {
    en: 'In the state that the record is in, its “{field}” cannot be changed.',
    zh: '记录在当前状态下不能修改“{field}”。',
  },
  'row.clash': {
    en: '“{field}” does not go together with the other values of the row.',
    zh: '“{field}”与该行的其他值不相符。',
  },
  'row.too-many-cells': {
    en: 'The row has more filled cells than there are columns; a comma or quotation mark may be missing.',
    zh: '该行的单元格多于列数，可能缺少逗号或引号。',
  },
  'row.unexpected': {
    en: 'The row could not be processed. Try it again; if it fails again, send us the import’s number.',
    zh: '该行无法处理。请重试；如仍失败，请将导入编号告知我们。',
  },
  'row.not-processed': {
    en: 'The row could not be processed after several tries. Drop the error file to try it again.',
    zh: '多次尝试后该行仍未处理。放入错误文件即可重试。',
  },
  'cell.kept-in-notes': {
    en: '“{header}” could not be stored as {field} and was kept in the notes.',
    zh: '“{header}”无法作为“{field}”保存，已保留在备注中。',
  },
  'cell.digits-lost': {
    en: '“{header}” was written in scientific notation, so digits are lost; it was kept in the notes.',
    zh: '“{header}”为科学计数法，部分数字已丢失，已保留在备注中。',
  },
  'cell.not-found': {
    en: '“{header}” names nobody and nothing that is there; it was kept in the notes.',
    zh: '“{header}”所指的人员或记录不存在，已保留在备注中。',
  },
  'cell.ambiguous': {
    en: '“{header}” may mean several that are there; it was kept in the notes. Name one by e-mail address or id.',
    zh: '“{header}”可能指多个对象，已保留在备注中。请改用邮箱或编号指明。',
  },
  'cell.not-linked': {
    en: 'Several records are called what “{header}” says, so none of them was linked.',
    zh: '有多条记录与“{header}”同名，因此没有建立关联。',
  },
  'plan.quotes-single': {
    en: 'Cells of this file stand in single quotes. If those belong to the text, say that no quotes enclose cells.',
    zh: '该文件的单元格用单引号括起。如果单引号属于内容本身，请指明单元格没有引号。',
  },
  'plan.quotes-none': {
    en: 'Quotes in this file are read as text, because what they open does not end. If they enclose cells, say so.',
    zh: '该文件中的引号没有成对闭合，因此按普通文字读取。如果引号用来括起单元格，请指明。',
  },
  'plan.escape-backslash': {
    en: 'A quote behind a backslash is read as part of its cell, as MySQL writes it.',
    zh: '反斜杠后面的引号按单元格内容读取，这是 MySQL 的写法。',
  },
  'cell.formula-error': {
    en: '“{header}” holds a formula without a result; it was kept in the notes.',
    zh: '“{header}”中的公式没有结果，已保留在备注中。',
  },
  'cell.kept-by-product': {
    en: '“{header}” is set by steps of its own once a record is there; it stays as it was.',
    zh: '记录建立后，“{header}”只能通过专门的操作更改，因此保持不变。',
  },
  'cell.several': {
    en: '“{header}” holds several values; the first was stored, the others were kept in the notes.',
    zh: '“{header}”含多个值；已保存第一个，其余保留在备注中。',
  },
} as const satisfies Record<string, Labels>;

export type ProblemCode = keyof typeof problemSentences;

/** A problem as data. */
export function problemOf(code: ProblemCode, values: Values = {}): Problem {
  return { code, values };
}

function isKnown(code: string): code is ProblemCode {
  return Object.hasOwn(problemSentences, code);
}

/** The sentence for a person, in their language; a code of an older version stands for itself. */
export function sentenceOf(problem: Problem, language: keyof Labels): string {
  if (!isKnown(problem.code)) return problem.code;
  return problemSentences[problem.code][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(problem.values[name] ?? ''),
  );
}
