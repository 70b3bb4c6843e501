import { type ErrorCode, errorCodes } from '#shared/errors/codes';
import { errorExplanations } from './error-explanations.ts';
import { markdownTable } from './markdown-table.ts';

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** The page `docs/errors.md`: every code the API answers with, written from the table of codes. */
export function errorPage(): string {
  const rows = Object.keys(errorCodes)
    .filter(isCode)
    .map((code) => {
      const { status, title } = errorCodes[code];
      const [when, todo] = errorExplanations[code];
      return [`\`${code}\``, String(status), title, when, todo];
    });
  return `# Error codes

Written by \`npm run docs\` from \`shared/errors/codes.ts\` and \`infra/error-explanations.ts\`; a test fails when it is not current.

Every failure is a problem document (RFC 9457, \`application/problem+json\`) with a stable \`code\`, a \`title\`, the \`requestId\`, and where
it helps \`detail\`, \`fields\` (each with its path and what to do) and \`conflictsWith\`. Programs look at \`code\`; texts may change. Which
codes an operation answers with stands in the OpenAPI document, \`/openapi.json\`.

${markdownTable(['code', 'status', 'title', 'when', 'what to do'], rows)}
`;
}
