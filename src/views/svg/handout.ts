/** A course as a page that prints well on A4: texts, pictures, goals, space for answers, solutions apart. */
import { counted } from '../base/text.ts';
import { DRAWING_STYLE, escapeXml } from './svg.ts';

export interface HandoutStep {
  /** Paragraphs. */
  text: readonly string[];
  teaches: readonly { command: string; about: string }[];
  goals: readonly string[];
  hints: readonly string[];
  solution: readonly string[];
}

export interface HandoutLesson {
  number: number;
  title: string;
  about: string;
  minutes: number;
  /** Kernel, platform and command line, in one line. */
  machine: string;
  /** The command that starts the lesson. */
  begin: string;
  /** The memory of its machine as SVG. */
  picture?: string;
  steps: readonly HandoutStep[];
}

export interface Handout {
  title: string;
  lessons: readonly HandoutLesson[];
  solutions: boolean;
}

const STYLE = `
@page{size:A4;margin:17mm 16mm 18mm;@bottom-center{content:counter(page);font:9pt sans-serif;color:#555}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:178mm;padding:6mm;color:#1a1a1a;background:#fff;font:10.5pt/1.42 "Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
h1{font-size:20pt;line-height:1.15;margin:0 0 3mm}h2{font-size:16pt;line-height:1.2;margin:0 0 1mm}
h3{font-size:11.5pt;margin:5mm 0 1.5mm}h4{font-size:10pt;margin:3mm 0 1mm}
h2,h3,h4{break-after:avoid}p{margin:0 0 2.2mm;orphans:3;widows:3}
.about{color:#444;margin:0 0 3mm}.lesson,.solutions{break-before:page}
table{border-collapse:collapse;width:100%;font-size:9.5pt;line-height:1.3}td,th{padding:.7mm 2mm;border-bottom:.25mm solid #bbb;text-align:left;vertical-align:top}
tr{break-inside:avoid}small{font-size:8.5pt;color:#333}td.n,th.n{text-align:right;white-space:nowrap}
.facts{font-size:9pt;color:#333;border:.25mm solid #bbb;border-radius:1mm;padding:1.6mm 2.4mm;margin:0 0 3mm}
code,pre{font:9pt/1.4 "DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace}
pre{margin:0 0 2.2mm;padding:1.8mm 2.4mm;background:#f3f3f3;border:.25mm solid #ddd;border-radius:1mm;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid}
code{overflow-wrap:anywhere}
dl{margin:0 0 2.2mm}dd{margin:0 0 1mm 6mm}dt{break-after:avoid}
ul.goals{list-style:none;margin:0 0 2.2mm;padding:0}ul.goals li{padding-left:7mm;position:relative;margin:0 0 1.2mm;break-inside:avoid}
ul.goals li::before{content:"";position:absolute;left:0;top:.6mm;width:3.6mm;height:3.6mm;border:.3mm solid #1a1a1a;border-radius:.6mm}
.space{break-inside:avoid;margin:2mm 0 0}.space i{display:block;height:7.5mm;border-bottom:.25mm solid #999}
figure{margin:0 0 3mm;break-inside:avoid}figure svg{display:block;width:100%;height:auto;max-height:80mm}
figcaption{font-size:9pt;color:#444;margin-top:1mm}
.solutions section{break-inside:avoid;margin:0 0 4mm}.solutions h3{margin-top:0}
@media print{body{max-width:none;padding:0}}
@media screen{body{padding:10mm}.lesson,.solutions{border-top:.5mm solid #1a1a1a;margin-top:10mm;padding-top:6mm}}
`;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Commands within a text, written between quotes there, in the type of commands. */
const COMMAND = /'((?:memsim |\/(?:sys|proc)\/)[^']+)'/g;

/** Text with its commands marked. */
const prose = (text: string): string => escapeXml(text).replace(COMMAND, '<code>$1</code>');

const paragraphs = (text: readonly string[]): string =>
  text.map((paragraph) => `<p>${prose(paragraph)}</p>`).join('\n');

/** The part of a drawing that the page shows: without its heading and outer margins. */
const CROP = { left: 30, top: 60, width: 1220 } as const;
const DRAWN_HEADING = /<text x="40" y="50"[^>]*>[^<]*<\/text>/;

const cropped = (drawing: string): string =>
  drawing.replace(DRAWN_HEADING, '').replace(/ viewBox="0 0 \d+ (\d+)"/, (_, height: string) => {
    const { left, top, width } = CROP;
    return ` viewBox="${left} ${top} ${width} ${Number(height) - top}"`;
  });

/** A drawing whose definitions have names of their own on the page. */
const placed = (drawing: string, prefix: string): string =>
  cropped(drawing)
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll('id="mark-', `id="${prefix}-mark-`)
    .replaceAll('url(#mark-', `url(#${prefix}-mark-`);

const typedLines = (commands: readonly string[]): string =>
  `<pre>${commands.map((command) => escapeXml(`memsim ${command}`)).join('\n')}</pre>`;

/** Lines to write on: one for each command of the solution, and two more. */
const space = ({ solution }: HandoutStep): string =>
  `<div class="space"><h4>What I typed, and what I saw</h4>${'<i></i>'.repeat(solution.length + 2)}</div>`;

function stepPart(step: HandoutStep, number: number, count: number): string {
  const taught = step.teaches.map(
    ({ command, about }) => `<dt><code>${escapeXml(`memsim ${command}`)}</code></dt><dd>${prose(about)}</dd>`,
  );
  const goals = step.goals.map((goal) => `<li>${prose(goal)}</li>`);
  return [
    ...(count > 1 ? [`<h3>Step ${number} of ${count}</h3>`] : []),
    paragraphs(step.text),
    ...(taught.length > 0 ? [`<h4>New commands</h4><dl>${taught.join('')}</dl>`] : []),
    `<h4>Goals</h4><ul class="goals">${goals.join('')}</ul>`,
    space(step),
  ].join('\n');
}

function lessonPart(lesson: HandoutLesson): string {
  const { number, title, about, minutes, machine, begin, picture, steps } = lesson;
  const caption = '<figcaption>The physical memory at the beginning, not to scale.</figcaption>';
  return [
    '<section class="lesson">',
    `<h2>${number}. ${escapeXml(title)}</h2>`,
    `<p class="about">${escapeXml(about)}</p>`,
    `<p class="facts">${counted(minutes, 'minute')} · ${escapeXml(machine)}<br>begin: <code>${escapeXml(begin)}</code></p>`,
    ...(picture === undefined ? [] : [`<figure>${placed(picture, `l${number}`)}${caption}</figure>`]),
    ...steps.map((step, i) => stepPart(step, i + 1, steps.length)),
    '</section>',
  ].join('\n');
}

function solutionPart({ number, title, steps }: HandoutLesson): string {
  const parts = steps.map((step, i) => {
    const name = steps.length > 1 ? `<h4>Step ${i + 1}</h4>` : '';
    const hints = step.hints.map((hint) => `<li>${prose(hint)}</li>`).join('');
    return `${name}${typedLines(step.solution)}<ul>${hints}</ul>`;
  });
  return `<section><h3>${number}. ${escapeXml(title)}</h3>${parts.join('\n')}</section>`;
}

/** The list of lessons with their minutes, and a box for those that are done. */
function contents(lessons: readonly HandoutLesson[]): string {
  const rows = lessons.map(
    ({ number, title, about, minutes }) =>
      `<tr><td class="n">${number}</td><td><b>${escapeXml(title)}</b><br><small>${escapeXml(about)}</small></td><td class="n">${minutes} min</td></tr>`,
  );
  const total = lessons.reduce((sum, { minutes }) => sum + minutes, 0);
  return `<table><thead><tr><th class="n">No.</th><th>Lesson</th><th class="n">Time</th></tr></thead>
<tbody>${rows.join('\n')}
<tr><th></th><th>Together</th><th class="n">${total} min</th></tr></tbody></table>`;
}

const HOW =
  "A lesson boots a machine of its own and checks its state, so every way to a goal counts. 'memsim lesson check' shows which goals are met, 'memsim lesson hint' gives one more hint, 'memsim lesson stop' brings your own machine back.";

/** The page. Text is escaped; it loads nothing and runs nothing. */
export function handoutPage({ title, lessons, solutions }: Handout): string {
  const answers = solutions
    ? `<section class="solutions"><h2>Solutions</h2>\n${lessons.map(solutionPart).join('\n')}</section>\n`
    : '';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>${DRAWING_STYLE}${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>${prose(HOW)}</p>
${contents(lessons)}
${lessons.map(lessonPart).join('\n')}
${answers}</body>
</html>
`;
}
