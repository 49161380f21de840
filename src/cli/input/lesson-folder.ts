/** Where the package keeps its lessons. */
import { join } from 'node:path';

export const lessonFolder = (packageRoot: string): string => join(packageRoot, 'fixtures', 'lessons');
