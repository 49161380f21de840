/** `memsim lesson test`: the proof of lesson files. */
import { basename, dirname, join } from 'node:path';
import { foreignCommand } from '../../../lessons/commands.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import { lineOf } from '../../../lessons/lines.ts';
import { type Finding, type ProofEnvironment, proveLesson } from '../../../lessons/proof.ts';
import { parseLesson } from '../../../lessons/schema.ts';
import { afterStep, inNextLesson, NOTHING_TAUGHT, type Taught } from '../../../lessons/taught.ts';
import { EXIT } from '../../../machine/refusal.ts';
import { pathText } from '../../../predicate/read-json.ts';
import { counted } from '../../../views/base/text.ts';
import { isInLesson } from '../../dispatch/in-lesson.ts';
import { runsOnScratch } from '../../dispatch/trial-environment.ts';
import { lessonFilesIn, lessonText, requiredName } from '../../input/courses.ts';
import { isFolder } from '../../input/is-folder.ts';
import { type JsonFlag, printJson } from '../../output/print-model.ts';
import type { Host } from '../../session/host.ts';
import { type Caller, say } from '../../session/session.ts';
import { scratchMachine } from './lesson-machine.ts';

/** A finding with its place. */
interface Placed {
  file: string;
  line: number;
  field: string;
  message: string;
  next: string;
}

const SCHEMA = "schemas/lesson.schema.json describes the fields of a lesson's file";

/** Without the field that a message of the reader begins with. */
const withoutField = (message: string, field: string): string =>
  field !== '' && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;

const placed = (file: string, text: string, { path, message, next }: Finding): Placed => {
  const field = pathText(path);
  return { file, line: lineOf(text, path), field, message: withoutField(message, field), next };
};

interface Read {
  lesson?: Lesson;
  findings: Placed[];
}

/** A lesson file as data, or all errors of its reader. */
function readLessonFile(path: string): Read {
  const text = lessonText(path);
  const name = requiredName(path);
  const result = parseLesson(text);
  if ('faults' in result) {
    const findings = result.faults.map((fault) => placed(path, text, { ...fault, next: SCHEMA }));
    return { findings };
  }
  const lesson = { ...name, ...result.data };
  const fault = foreignCommand(lesson, runsOnScratch);
  if (fault === undefined) return { lesson, findings: [] };
  const next = 'a lesson changes its own machine only';
  return { findings: [placed(path, text, { ...fault, next })] };
}

const proofEnvironment = (host: Host, before: Taught): ProofEnvironment => ({
  scratch: () => scratchMachine(host),
  runsIn: isInLesson,
  before,
});

/** Commands and words that learners know after a lesson. */
const taughtAfter = (before: Taught, { lesson }: Read): Taught =>
  inNextLesson((lesson?.steps ?? []).reduce(afterStep, before));

/** All findings on one lesson of a folder. */
async function testOne(host: Host, path: string, before: Taught): Promise<Read> {
  const read = readLessonFile(path);
  if (read.lesson === undefined) return read;
  const text = lessonText(path);
  const found = await proveLesson(read.lesson, proofEnvironment(host, before));
  return { ...read, findings: found.map((finding) => placed(path, text, finding)) };
}

const shown = ({ file, line, field, message, next }: Placed): string =>
  `${file}:${line}: ${field === '' ? message : `${field} ${message}`}; ${next}\n`;

/** Proves a lesson, or each lesson of a folder; returns 1 if anything is wrong. */
export async function testLessons(caller: Caller, path: string, { json }: JsonFlag): Promise<number> {
  const { host, out } = caller;
  const folder = isFolder(path) ? path : dirname(path);
  if (folder !== path) readLessonFile(path);
  const all = lessonFilesIn(folder);
  const chosen = isFolder(path) ? all : [basename(path)];
  const findings: Placed[] = [];
  const rows: { file: string; ok: boolean }[] = [];
  let before = NOTHING_TAUGHT;
  for (const name of all.includes(chosen[0]!) ? all : chosen) {
    const file = join(folder, name);
    const isChosen = chosen.includes(name);
    const read = isChosen ? await testOne(host, file, before) : readLessonFile(file);
    before = taughtAfter(before, read);
    if (!isChosen) continue;
    findings.push(...read.findings);
    rows.push({ file, ok: read.findings.length === 0 });
    if (name === chosen.at(-1)) break;
  }
  if (json) printJson(out, { lessons: rows, findings });
  else for (const finding of findings) out.write(shown(finding));
  const result = findings.length === 0 ? 'nothing is wrong' : counted(findings.length, 'finding');
  if (!json && !caller.settings.quiet) say(caller, `${counted(rows.length, 'lesson')}: ${result}`);
  return findings.length === 0 ? 0 : EXIT.failed;
}
