/** The course: lessons on machines of their own. */
import type { Command } from 'commander';
import type { LessonFlags } from '../actions/lesson.ts';
import type { Access, Context, Session } from '../session.ts';
import { setExitCode } from '../usage.ts';
import { withPictureOptions } from './looking.ts';

type Actions = typeof import('../actions/lesson.ts');
type Act = (actions: Actions, session: Session) => number | Promise<number>;

const EXAMPLES = `
A lesson puts up its own machine in place of the present one. While it is on,
only its commands and those that look run.

Examples:
  memsim lesson list
  memsim lesson start what-is-a-section
  memsim lesson show-solution | memsim run -
  memsim lesson check
`;

export function addLessonCommands(program: Command, context: Context): void {
  const run = async (access: Access, act: Act): Promise<void> => {
    const actions = await import('../actions/lesson.ts');
    setExitCode(program, await context.use(access, (session) => act(actions, session)));
  };
  const lesson = program.command('lesson').description('learn by doing').addHelpText('after', EXAMPLES);

  lesson
    .command('list')
    .description('the lessons; x is done, > is on')
    .option('--json', 'as data')
    .action((flags: LessonFlags) => run('read', (actions, session) => actions.listLessons(session, flags)));
  lesson
    .command('start')
    .description('begin a lesson')
    .argument('[lesson]', 'its name or number; without it the first that was not done')
    .action((name?: string) => run('write', (actions, session) => actions.startLesson(session, name)));
  withPictureOptions(lesson.command('goal'))
    .description('the text and the goals of the step')
    .option('--json', 'as data')
    .action((flags: LessonFlags) => run('read', (actions, session) => actions.showGoal(session, flags)));
  lesson
    .command('hint')
    .description('a hint, one more each time')
    .action(() => run('write', (actions, session) => actions.giveHint(session)));
  lesson
    .command('check')
    .description('which goals are met; when all are, the next step')
    .option('--json', 'as data')
    .action((flags: LessonFlags) => run('write', (actions, session) => actions.checkStep(session, flags)));
  lesson
    .command('show-solution')
    .description('commands that solve the step; nothing is run')
    .action(() => run('read', (actions, session) => actions.showSolution(session)));
  lesson
    .command('reset')
    .description('begin the step again')
    .action(() => run('write', (actions, session) => actions.resetStep(session)));
  lesson
    .command('stop')
    .description('leave the lesson; the machine stays')
    .action(() => run('write', (actions, session) => actions.stopLesson(session)));
}
