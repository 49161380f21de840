/**
 * The commands that a lesson allows beside those that every lesson allows. The list guides the learner; it is no
 * security boundary.
 */
import { isToolName } from '../machine/tools.ts';
import type { Lesson } from './lesson.ts';

/** `ndctl list` is `list`. */
const bare = (words: readonly string[]): readonly string[] => (words[0] === 'ndctl' ? words.slice(1) : words);

const beginsWith = (words: readonly string[], entry: string): boolean =>
  entry.split(' ').every((word, i) => words[i] === word);

/** Tests for a command of the lesson's own list. */
export const isAllowed = ({ allowed }: Pick<Lesson, 'allowed'>, words: readonly string[]): boolean =>
  allowed.some((entry) => beginsWith(bare(words), entry));

/** Commands of a lesson that one line has room for. */
const MAX_NAMED = 4;

/** One line that names what is allowed, or the way to it. */
export function notAllowed({ id, allowed }: Lesson, words: readonly string[]): string {
  const name = words.slice(0, isToolName(words[0]!) ? 2 : 1).join(' ');
  const own = allowed.length > 0 ? `${allowed.join(', ')}, ` : '';
  const takes =
    allowed.length > MAX_NAMED
      ? "the commands that 'memsim lesson goal' lists"
      : `${own}lesson, help and read-only commands`;
  return `'${name}' is not for lesson ${id}, which takes ${takes}; 'memsim lesson stop' leaves the lesson`;
}
