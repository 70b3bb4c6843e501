import { hash } from 'node:crypto';
import { seal, unseal } from '#shared/auth/seal';
import { DomainError } from '#shared/errors/domain-error';

/** Where the secret of the deployment's cursors comes from. */
export interface CursorSecret {
  read(): Promise<string>;
}

// A key's purpose must be short; filters need not be.
function label(purpose: string): string {
  return `cursor ${hash('sha256', purpose)}`;
}

/**
 * The cursor of a position in a list: sealed, because a position holds a name or a time, and bound to
 * the list's `purpose` (object, sort, filters, scope and caller).
 */
export async function sealCursor(
  secret: CursorSecret,
  purpose: string,
  position: string | undefined,
): Promise<string | undefined> {
  return position === undefined ? undefined : seal(position, await secret.read(), label(purpose));
}

/** The position in a cursor. Throws `request.cursor_invalid` for any cursor not sealed for this list. */
export async function openCursor(
  secret: CursorSecret,
  purpose: string,
  cursor: string | undefined,
): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  const key = await secret.read();
  try {
    // Other spellings of the same bytes would be other cursors for the same place.
    if (Buffer.from(cursor, 'base64url').toString('base64url') === cursor)
      return unseal(cursor, key, label(purpose));
  } catch (cause) {
    throw new DomainError('request.cursor_invalid', {}, { cause });
  }
  throw new DomainError('request.cursor_invalid');
}
