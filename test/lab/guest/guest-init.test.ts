import { describe, expect, it } from 'vitest';
import { MARK, readAnswers, stepsText } from './guest-init.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const answer = (number: number, rc: number, ...texts: string[]): string =>
  [`${MARK} ${number} ${rc}`, ...texts.map(encode)].join('\r\n');

describe('the answers of a guest', () => {
  it('has the boot, the answers and a mark at the end', () => {
    const port = [
      'SeaBIOS',
      answer(-1, 0, '', '', 'booted'),
      answer(0, 3, 'out\n', 'err', 'log'),
      `${MARK} end`,
      '',
    ].join('\r\n');
    expect(readAnswers(port)).toEqual({
      bootLog: 'booted',
      answers: [{ rc: 3, stdout: 'out\n', stderr: 'err', log: 'log' }],
      isComplete: true,
    });
  });

  it('drops an answer that a crash cut short', () => {
    const port = [answer(-1, 0, '', '', 'booted'), answer(0, 0, 'a', 'b', 'c'), answer(1, 0, 'a', 'b')].join(
      '\n',
    );
    const { answers, isComplete } = readAnswers(port);
    expect(answers).toHaveLength(1);
    expect(isComplete).toBe(false);
  });

  it('is asked in words that a shell takes as they are', () => {
    expect(stepsText(["echo 'a b'"])).toContain(`ask 0 'echo '\\''a b'\\'''`);
  });
});
