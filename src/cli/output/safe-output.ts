/**
 * Output without control sequences in its text: names, labels, command lines and logs come from files and
 * other machines. Colours of memsim pass where they are on; bytes pass unchanged.
 */
import { visible } from '../../lib/controls.ts';
import type { Output } from '../session/host.ts';

/** Control sequences of memsim itself: colours, styles that do not hide text, and clearing a line. */
const OWN =
  /(\r?\u001b\[(?:K|(?:[0-4]|[79]|2[1-9]|[349][0-7]|[34]9|10[0-7]|[34]8;5;\d{1,3}|[34]8;2(?:;\d{1,3}){3})?m))/;

/** Escapes control characters in text that is written to `output`. */
export const safeOutput = (output: Output, hasColor: boolean): Output => ({
  write(data) {
    if (typeof data !== 'string') output.write(data);
    else if (!hasColor) output.write(visible(data));
    else
      output.write(
        data
          .split(OWN)
          .map((part, i) => (i % 2 === 1 ? part : visible(part)))
          .join(''),
      );
  },
  get columns() {
    return output.columns;
  },
  get rows() {
    return output.rows;
  },
  isTerminal: output.isTerminal,
});
