/** Text as a regular expression that matches exactly this text. */
export function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** An expression in which `*` stands for any text, as in ARNs of permissions. */
export function wildcardExpression(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(escapeExpression).join('.*')}$`, 's');
}
