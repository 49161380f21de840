/** The text of a link in /sys: a path relative to the folder of the link (fs/kernfs/symlink.c). */

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');

/**
 * @param path path of the link
 * @param target an absolute path; it is named at the end even if it contains the link
 */
export function kernfsLink(path: string, target: string): string {
  const from = parts(path).slice(0, -1);
  const to = parts(target);
  const most = Math.min(from.length, to.length - 1);
  let same = 0;
  while (same < most && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}
