import { deviceCookie, sessionCookie, ticketCookie } from './presented-session.ts';
import { sessionLife } from './session-item.ts';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** The cookie that carries a session: out of reach of scripts and of other sites (ASVS 3.3). */
export function setSessionCookie(token: string): string {
  return `${sessionCookie}=${token}; ${attributes}; Max-Age=${sessionLife.absolute / 1_000}`;
}

/** Browsers keep cookies for 400 days at most (RFC 6265bis). */
export function setDeviceCookie(token: string): string {
  return `${deviceCookie}=${token}; ${attributes}; Max-Age=${400 * 24 * 60 * 60}`;
}

export function clearSessionCookie(): string {
  return `${sessionCookie}=; ${attributes}; Max-Age=0`;
}

/** The cookie that waits for somebody who is away at their company's page. */
export function setTicketCookie(ticket: string, seconds: number): string {
  return `${ticketCookie}=${ticket}; ${attributes}; Max-Age=${seconds}`;
}

export function clearTicketCookie(): string {
  return `${ticketCookie}=; ${attributes}; Max-Age=0`;
}
