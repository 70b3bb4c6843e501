import { createInterface } from 'node:readline/promises';
import { OperatorError } from './account.ts';

/**
 * A value the operator gives: from the environment where a script runs the command, else asked for.
 * Throws `OperatorError` naming the variable when nobody is there to ask.
 */
export async function ask(
  question: string,
  variable: string,
  isValid: (answer: string) => boolean,
): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) {
    if (isValid(given)) return given;
    throw new OperatorError(`${variable} is not valid: ${question}`);
  }
  if (!process.stdin.isTTY)
    throw new OperatorError(`Nobody is here to ask. Set ${variable}: ${question}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const answer = (await terminal.question(`${question} `)).trim();
      if (isValid(answer)) return answer;
      console.log('That does not look right; try again.');
    }
  } finally {
    terminal.close();
  }
}
