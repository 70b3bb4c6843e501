/**
 * Whether a text matches an IAM pattern, in which `*` stands for any characters and `?` for one.
 * Needs time in the product of both lengths at worst, whatever the pattern.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let retry = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** `ArnLike`: each of the six parts of an ARN must match for itself, so `*` crosses no colon. */
export function matchesArn(pattern: string, arn: string): boolean {
  const patterns = splitArn(pattern);
  const parts = splitArn(arn);
  return (
    patterns.length === parts.length &&
    patterns.every((each, index) => matchesWildcard(each, parts[index] ?? ''))
  );
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
