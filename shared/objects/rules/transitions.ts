/** Which states a state leads to. A state that is not here leads nowhere. */
export type Moves = Readonly<Record<string, readonly string[]>>;

export const leadMoves: Moves = {
  new: ['working', 'qualified', 'disqualified'],
  working: ['qualified', 'disqualified'],
  qualified: ['working', 'disqualified'],
  disqualified: ['working'],
};

export const orderMoves: Moves = {
  draft: ['confirmed', 'cancelled'],
  confirmed: ['draft', 'fulfilled', 'cancelled'],
  fulfilled: ['closed'],
  cancelled: ['draft'],
};

export const ticketMoves: Moves = {
  new: ['open', 'waiting', 'resolved', 'closed'],
  open: ['waiting', 'resolved', 'closed'],
  waiting: ['open', 'resolved', 'closed'],
  resolved: ['open', 'closed'],
  closed: ['open'],
};
