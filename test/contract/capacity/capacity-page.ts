import { measures, type Need, ratioOf, type StatedCost, statedCosts, tolerated } from './costs.ts';

const intro = `# Capacity

What the operations ask of DynamoDB: requests in sequence (_trips_; those sent at once are one), read units and write units, indexes
included. \`test/contract/capacity\` measures every line with the handlers that are deployed, against the emulated DynamoDB, and fails where a
figure is not the one stated here, or is more than ${tolerated} times the least without a reason given here. This page is written by
\`npm run docs\` from the same data.

The figures are for contacts of under 1 KB with an e-mail address and an owner, in an environment that has seen the session before. Cognito is
not counted; functions that ask it begin nothing before the gate has decided, so what they read takes a trip of its own.

## What the least is

_Least_ is the least that a design can do with which keeps what the product promises:

- **Access ends at once.** Whether a session still counts, whether its person may act and what their role allows change at different times,
  each by one write. So all three are read, consistently, for every request: 3 read units (docs/decisions/0001, 0007). To copy one into another
  would save a unit here and make that one write a write for each holder, in steps in which a request can still be let through.
- **Nothing is written before it is known who asks.** A write takes two trips: look, then write. What an operation has to look at is read in the same
  trip as the gate's items (docs/decisions/0013), so a read takes one.
- **People see what they have just written.** A record read by its id is read consistently: 1 unit per 4 KB. Lists and search may be late: ½ unit.
- **All or nothing, and no history is lost.** A record, the markers of its unique values, the entries at what it refers to and its change are written in one
  transaction: 2 units each (docs/decisions/0003).
- **Each list has an index**, 1 unit for each entry that is written or removed.
- **One list takes writes at the rate of four partitions.** One partition takes 1,000 write units a second (AWS, DynamoDB developer guide: partitions
  and data distribution), an import writes more, and a throttled index holds back the table. So a list lies in four partitions, each of which costs a
  read half a unit at least (docs/decisions/0004). Long pages are compared with what one partition would cost all the same.
- **A repeated request has one effect**, whenever it comes: an entry under its key, 2 units.
- **Nobody guesses passwords.** A try is counted, by address and by person, before Cognito is asked, and counted back when it was right: 4 units. People are
  told of a sign-in from elsewhere, so their browsers are known, and see their sessions and what happened to them: each its item, and a list of events.
- **Nobody takes all there is.** What a person or a key asks is counted in memory, and added up in the table once for every
  2 % of their limit, in the trip in which the gate reads: 1 unit, and half a unit a minute for the minute before (docs/decisions/0018). Who asks less than that a minute costs
  nothing.
- **All words that are typed count, in any order and field.** Which of them is the rare one is not known before each has been looked up, and one after the
  other would be a trip more: 2 units for each. An index of all pairs of words would take a hundred writes for a contact (docs/decisions/0010).
- **Relations hold.** What others refer to cannot be deleted, so its referrers are looked at: 1 unit.

_Bare_ is the least without these promises (a token is believed, reads may be late, one conditional write stands for record, uniqueness and key, history is taken from the
stream), for whoever wants to know what the promises cost.

`;

const number = (value: number | undefined) => (value === undefined ? '–' : String(value));

function compared({ spent, least }: StatedCost): string[] {
  return measures.flatMap((measure) => {
    const ratio = ratioOf(spent, least, measure);
    const told = ratio === undefined ? '–' : Number.isFinite(ratio) ? ratio.toFixed(2) : 'more';
    return [number(spent[measure]), number(least[measure]), `**${told}**`];
  });
}

const bareOf = ({ trips, reads, writes }: Need) => `${number(trips)} / ${reads} / ${writes}`;

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** docs/capacity.md. */
export function capacityPage(): string {
  const head = [
    'operation',
    ...['trips', 'reads', 'writes'].flatMap((each) => [each, 'least', 'ratio']),
    'bare',
  ];
  const marked = statedCosts.filter(({ because }) => because !== undefined);
  const noteOf = (cost: StatedCost) => {
    const at = marked.indexOf(cost);
    return at < 0 ? cost.name : `${cost.name} (${at + 1})`;
  };
  const lines = [
    row(head),
    row(['---', ...Array<string>(9).fill('---:'), '---']),
    ...statedCosts.map((cost) => row([noteOf(cost), ...compared(cost), bareOf(cost.bare)])),
  ];
  const reasons = marked.map(({ because }, at) => `${at + 1}. ${because}`);
  return `${intro}## The operations

${lines.join('\n')}

Page 1,000 of a list costs what page 1 costs. A page of 25 asks a second time once in twelve times, one of 100 once in six, which comes to 1.1 and 1.2
trips in the long run: docs/decisions/0004. Search does not grow with the number of records: \`npm run bench -- search\`.

Above the least, and why:

${reasons.join('\n')}
`;
}
