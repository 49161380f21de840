/** The folder of the lessons. */
import { join } from 'node:path';

export const lessonFolder = (packageRoot: string): string => join(packageRoot, 'fixtures', 'lessons');
